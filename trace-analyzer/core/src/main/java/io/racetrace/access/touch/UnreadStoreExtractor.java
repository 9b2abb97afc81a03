package io.racetrace.access.touch;

import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Admits the writes to stores whose commands no extractor reads yet, so that a report never takes
 * them for records that nobody writes.
 */
public final class UnreadStoreExtractor implements AccessExtractor {

  private static final Set<String> TOUCHES_NO_RECORD =
      Set.of(
          "get",
          "gets",
          "mget",
          "multiget",
          "exists",
          "count",
          "select",
          "use",
          "describe",
          "search",
          "msearch",
          "scroll",
          "scan",
          "query",
          "getitem",
          "batchgetitem",
          "transactgetitems",
          "describetable",
          "listtables",
          "info",
          "ping",
          "connect");

  @Override
  public boolean uses(String attribute) {
    return DatabaseSpan.uses(attribute) || attribute.equals("db.cassandra.table");
  }

  @Override
  public List<Touch> extract(Span span) {
    String system = DatabaseSpan.system(span);
    if (system == null
        || DatabaseSpan.isSqlSystem(system)
        || DatabaseSpan.isRedis(span)
        || DatabaseSpan.isMongo(span)
        || span.kind() != SpanKind.CLIENT) {
      return List.of();
    }
    String command = command(span);
    if (command.isEmpty() || TOUCHES_NO_RECORD.contains(command)) {
      return List.of();
    }
    String table = span.firstAttribute("db.collection.name", "db.cassandra.table", "db.sql.table");
    return List.of(
        Touch.blind(
            Operation.UPDATE,
            new RecordType(DatabaseSpan.store(span), table == null ? "unknown" : table),
            KeyGap.UNREAD_STORE,
            command));
  }

  private static String command(Span span) {
    String operation = DatabaseSpan.operation(span);
    String text = operation.isEmpty() ? DatabaseSpan.text(span).strip() : operation;
    int end = text.indexOf(' ');
    return (end < 0 ? text : text.substring(0, end)).toLowerCase(Locale.ROOT);
  }
}
