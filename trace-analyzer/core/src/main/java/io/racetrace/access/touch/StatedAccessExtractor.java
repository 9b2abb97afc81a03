package io.racetrace.access.touch;

import io.racetrace.access.Columns;
import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Store;
import io.racetrace.access.Version;
import io.racetrace.access.redis.KeyPattern;
import io.racetrace.access.redis.KeyPatterns;
import io.racetrace.trace.Span;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Accesses that a service states itself, in the {@code racetrace.*} attributes of a span. */
public final class StatedAccessExtractor implements AccessExtractor {

  /** Between guards, however a list was written: commas, blanks, or JSON. */
  private static final Pattern SEPARATORS = Pattern.compile("[,\\s\\[\\]\"]+");

  private static final String PREFIX = "racetrace.";

  @Override
  public boolean uses(String attribute) {
    return attribute.startsWith(PREFIX);
  }

  @Override
  public List<Touch> extract(Span span) {
    String type = span.attribute("racetrace.record.type");
    String key = span.attribute("racetrace.record.key");
    String access = span.attribute("racetrace.access");
    if (type == null || key == null || access == null) {
      return List.of();
    }
    Operation operation = operation(access);
    Long rows = number(span.attribute("racetrace.rows.affected"));
    String column = span.attribute("racetrace.column");
    Set<Guard> guards = guards(span.attribute("racetrace.guard"));
    return List.of(
        new Touch(
            operation,
            new RecordType(Store.STATED, type),
            key,
            null,
            columns(column, operation, guards),
            guards,
            snapshot(span, "read", Version.Reason.NOT_RECORDED),
            snapshot(
                span,
                "written",
                rows != null && rows == 0
                    ? Version.Reason.NO_ROW_CHANGED
                    : Version.Reason.NOT_RECORDED),
            null,
            rows,
            "",
            true,
            KeySource.STATED,
            false));
  }

  @Override
  public List<LockCommand> locks(Span span) {
    String key = span.attribute("racetrace.lock.key");
    LockCommand.Step step = step(span.attribute("racetrace.lock.step"));
    if (key == null || step == null) {
      return List.of();
    }
    KeyPattern pattern = KeyPatterns.patternAlone(key);
    Long ttl = number(span.attribute("racetrace.lock.ttl"));
    String obtained = span.attribute("racetrace.lock.obtained");
    return List.of(
        new LockCommand(
            new RecordType(Store.STATED, pattern.type()),
            pattern.key(),
            step,
            span.attribute("racetrace.lock.token"),
            ttl != null,
            ttl,
            obtained == null ? null : Boolean.valueOf(obtained)));
  }

  private static LockCommand.@Nullable Step step(@Nullable String stated) {
    return switch (stated == null ? "" : stated.toLowerCase(Locale.ROOT)) {
      case "acquire" -> LockCommand.Step.ACQUIRE;
      case "renew" -> LockCommand.Step.RENEW;
      case "release" -> LockCommand.Step.RELEASE;
      default -> null;
    };
  }

  private static Operation operation(String access) {
    return switch (access.toLowerCase(Locale.ROOT)) {
      case "read" -> Operation.READ;
      case "insert" -> Operation.INSERT;
      case "delete" -> Operation.DELETE;
      default -> Operation.UPDATE;
    };
  }

  private static Columns columns(@Nullable String column, Operation operation, Set<Guard> guards) {
    if (column == null) {
      return Columns.UNKNOWN;
    }
    if (!operation.isWrite()) {
      return new Columns(Set.of(), Set.of(), column);
    }
    return guards.contains(Guard.ATOMIC_STATEMENT)
        ? new Columns(Set.of(), Set.of(column), column)
        : new Columns(Set.of(column), Set.of(), column);
  }

  private static Set<Guard> guards(@Nullable String list) {
    EnumSet<Guard> guards = EnumSet.noneOf(Guard.class);
    if (list != null) {
      for (String id : SEPARATORS.split(list, -1)) {
        Guard guard = Guard.of(id);
        if (guard != null) {
          guards.add(guard);
        }
      }
    }
    return guards;
  }

  private static Snapshot snapshot(Span span, String which, Version.Reason otherwise) {
    String version = span.attribute("racetrace.version." + which);
    return new Snapshot(
        version == null ? new Version.Unknown(otherwise) : Version.of(version),
        span.attribute("racetrace.value." + which));
  }

  private static @Nullable Long number(@Nullable String text) {
    return text != null && text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
  }
}
