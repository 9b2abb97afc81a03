package io.racetrace.agent;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the old and the new database conventions call a statement and what belongs to it. */
final class StatementAttributes {

  static final String PARAMETER = "db.query.parameter.";

  private static final AttributeKey<String> NEW_TEXT = AttributeKey.stringKey("db.query.text");
  private static final AttributeKey<String> OLD_TEXT = AttributeKey.stringKey("db.statement");
  private static final AttributeKey<String> NEW_SYSTEM = AttributeKey.stringKey("db.system.name");
  private static final AttributeKey<String> OLD_SYSTEM = AttributeKey.stringKey("db.system");
  private static final AttributeKey<Long> BATCH_SIZE =
      AttributeKey.longKey("db.operation.batch.size");

  /** Where a statement, or a part of it, may stand. */
  static final List<AttributeKey<String>> TEXTS =
      List.of(
          NEW_TEXT,
          OLD_TEXT,
          AttributeKey.stringKey("db.query.summary"),
          AttributeKey.stringKey("db.sql.table"),
          AttributeKey.stringKey("db.collection.name"));

  private static final int KNOWN_PARAMETERS = 64;
  private static final List<AttributeKey<String>> PARAMETERS =
      IntStream.range(0, KNOWN_PARAMETERS)
          .mapToObj(index -> AttributeKey.stringKey(PARAMETER + index))
          .toList();

  private StatementAttributes() {}

  static AttributeKey<String> parameter(int index) {
    return index < KNOWN_PARAMETERS
        ? PARAMETERS.get(index)
        : AttributeKey.stringKey(PARAMETER + index);
  }

  static @Nullable String text(ReadableSpan span) {
    String text = span.getAttribute(NEW_TEXT);
    return text != null ? text : span.getAttribute(OLD_TEXT);
  }

  static @Nullable String system(ReadableSpan span) {
    String system = span.getAttribute(NEW_SYSTEM);
    return system != null ? system : span.getAttribute(OLD_SYSTEM);
  }

  static @Nullable String system(Attributes attributes) {
    String system = attributes.get(NEW_SYSTEM);
    return system != null ? system : attributes.get(OLD_SYSTEM);
  }

  static boolean isBatch(ReadableSpan span) {
    return span.getAttribute(BATCH_SIZE) != null;
  }
}
