package io.racetrace.access.work;

import io.racetrace.access.KeySource;
import io.racetrace.access.Message;
import io.racetrace.access.RecordType;
import io.racetrace.access.touch.Touch;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys for statements that name one row without saying which: the key of the message that is being
 * consumed, else the id in the path of the request that is being served. An assumption, so it is
 * only made where the topic or the path names the table, and where the execution reads and writes
 * one row of it at most; and nothing that rests on it is ever sure.
 */
final class AssumedKeys {

  private final Executions executions;
  private final Map<Rows, Integer> statements = new HashMap<>();
  private final Map<SpanId, Map<String, Set<String>>> known = new HashMap<>();

  /** The statements of one execution that name a row of one table, its reads or its writes. */
  private record Rows(SpanId entry, RecordType type, boolean write) {}

  AssumedKeys(Executions executions, List<SpanTouch> touches) {
    this.executions = executions;
    for (SpanTouch at : touches) {
      SpanId entry = executions.entry(at.span()).spanId();
      String key = at.touch().key();
      if (key != null) {
        known
            .computeIfAbsent(entry, id -> new HashMap<>())
            .computeIfAbsent(at.touch().type().name(), name -> new HashSet<>())
            .add(key);
      } else {
        statements.merge(rows(entry, at.touch()), 1, Integer::sum);
      }
    }
  }

  /** The touch with the key that is assumed; the same touch if none is. */
  Touch keyed(SpanTouch at) {
    Touch touch = at.touch();
    if (touch.key() != null || !touch.namesOneRow()) {
      return touch;
    }
    Span entry = executions.entry(at.span());
    boolean once =
        statements.getOrDefault(rows(entry.spanId(), touch), 0) == 1
            && statements.getOrDefault(other(rows(entry.spanId(), touch)), 0) <= 1;
    if (!once) {
      return touch;
    }
    String name = touch.type().name();
    Message message = EntrySpan.message(entry);
    String key = message == null ? null : messageKey(message, name);
    KeySource source = KeySource.MESSAGE;
    if (key == null) {
      key = EntrySpan.pathKey(entry, name);
      source = KeySource.PATH;
    }
    Set<String> others = known.getOrDefault(entry.spanId(), Map.of()).getOrDefault(name, Set.of());
    boolean contradicted = key != null && !others.isEmpty() && !others.equals(Set.of(key));
    return key == null || contradicted ? touch : touch.keyed(key, source);
  }

  private static @Nullable String messageKey(Message message, String recordType) {
    return !message.key().isEmpty() && RecordNames.topicNames(message.destination(), recordType)
        ? message.key()
        : null;
  }

  private static Rows rows(SpanId entry, Touch touch) {
    return new Rows(entry, touch.type(), touch.operation().isWrite());
  }

  private static Rows other(Rows rows) {
    return new Rows(rows.entry(), rows.type(), !rows.write());
  }
}
