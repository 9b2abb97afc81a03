package io.racetrace.agent;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.racetrace.access.sql.SqlDialect;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Says at the start of a statement's span which record it is about. */
final class RecordKeyProcessor implements SpanProcessor {

  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("racetrace.record.type");
  private static final AttributeKey<String> KEY = AttributeKey.stringKey("racetrace.record.key");
  private static final AttributeKey<Long> VERSION_READ =
      AttributeKey.longKey("racetrace.version.read");
  private static final AttributeKey<Long> VERSION_WRITTEN =
      AttributeKey.longKey("racetrace.version.written");
  private static final AttributeKey<Boolean> OWN_SALT =
      AttributeKey.booleanKey("racetrace.salt.own");
  private static final String CANDIDATE = "racetrace.key.";
  private static final long CACHED_CHARACTERS = 2_000_000;

  private final Settings settings;
  private final KeyHash hash;
  private final Failures failures;
  private final Map<SqlDialect, BoundedCache<StatementRecord>> records =
      new EnumMap<>(SqlDialect.class);

  RecordKeyProcessor(Settings settings, KeyHash hash, Failures failures) {
    this.settings = settings;
    this.hash = hash;
    this.failures = failures;
    for (SqlDialect dialect : SqlDialect.values()) {
      records.put(
          dialect,
          new BoundedCache<>(
              CACHED_CHARACTERS, text -> StatementRecord.of(text, dialect, settings.keyColumns())));
    }
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    try {
      if (span.getKind() == SpanKind.CLIENT) {
        statement(span);
      }
    } catch (Exception | LinkageError | StackOverflowError failure) {
      failures.add(failure);
    }
  }

  private void statement(ReadWriteSpan span) {
    String text = StatementAttributes.text(span);
    if (text == null || text.length() >= settings.longestValue()) {
      return;
    }
    if (!Quoting.isSql(StatementAttributes.system(span))
        || StatementAttributes.isBatch(span)
        || span.getAttribute(KEY) != null) {
      return;
    }
    BoundedCache<StatementRecord> known =
        records.get(SqlDialect.of(String.valueOf(StatementAttributes.system(span))));
    if (known == null) {
      return;
    }
    StatementRecord record = known.get(text);
    String table = record.table();
    IntFunction<@Nullable String> parameters = index -> parameter(span, index);
    if (table == null || !parametersFit(record, parameters)) {
      return;
    }
    key(span, table, record, parameters);
    candidates(span, record, parameters);
    version(span, VERSION_READ, record.versionRead(), parameters);
    version(span, VERSION_WRITTEN, record.versionWritten(), parameters);
  }

  /**
   * A sanitiser that turned literals into question marks shifts the positions. A NULL leaves a gap
   * in the numbering, so only the last position can tell.
   */
  private static boolean parametersFit(
      StatementRecord record, IntFunction<@Nullable String> parameters) {
    return record.placeholders() == 0 || parameters.apply(record.placeholders() - 1) != null;
  }

  private @Nullable String parameter(ReadWriteSpan span, int index) {
    String value = span.getAttribute(StatementAttributes.parameter(index));
    // What may have been cut is not the value.
    return value == null || value.length() >= settings.longestValue() ? null : value;
  }

  private void key(
      ReadWriteSpan span,
      String table,
      StatementRecord record,
      IntFunction<@Nullable String> parameters) {
    if (record.key().isEmpty()) {
      return;
    }
    boolean named = settings.keyColumns().isNamed(table);
    boolean own = false;
    StringBuilder key = new StringBuilder();
    for (Map.Entry<String, StatementRecord.Value> part : record.key().entrySet()) {
      String value = part.getValue().of(parameters);
      if (value == null) {
        return;
      }
      key.append(key.length() == 0 ? "" : ",");
      if (settings.readableKeys()) {
        key.append(value);
      } else {
        key.append(hash.hash(part.getKey(), named, value));
        own |= !hash.isComparable(part.getKey(), named, value);
      }
    }
    span.setAttribute(TYPE, table);
    span.setAttribute(KEY, key.toString());
    if (own) {
      span.setAttribute(OWN_SALT, true);
    }
  }

  private void candidates(
      ReadWriteSpan span, StatementRecord record, IntFunction<@Nullable String> parameters) {
    for (Map.Entry<String, StatementRecord.Value> candidate : record.candidates().entrySet()) {
      String value = candidate.getValue().of(parameters);
      if (value != null) {
        String column = candidate.getKey();
        span.setAttribute(CANDIDATE + column, hash.hash(column, false, value));
        if (!hash.isComparable(column, false, value)) {
          span.setAttribute(OWN_SALT, true);
        }
      }
    }
  }

  private static void version(
      ReadWriteSpan span,
      AttributeKey<Long> attribute,
      StatementRecord.@Nullable Value version,
      IntFunction<@Nullable String> parameters) {
    String value = version == null ? null : version.of(parameters);
    if (value != null && StatementRecord.isInteger(value)) {
      span.setAttribute(attribute, Long.valueOf(value));
    }
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {}

  @Override
  public boolean isEndRequired() {
    return false;
  }
}
