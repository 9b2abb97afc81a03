package io.racetrace.detect;

import io.racetrace.access.Message;
import io.racetrace.access.Version;
import io.racetrace.access.Write;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What tells which of two writes carries the newer state, whenever they were made.
 *
 * @param newer negative if the first one is older, positive if it is newer, 0 if they are equal
 * @param because what tells, for a person
 */
record EventOrder(int newer, String because) {

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{1,12})?");

  /** Times of one form compare as texts: their longest unit comes first. */
  private static final Pattern TIME =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2})(?:\\.(\\d{1,9}))?(\\S*)");

  /** How Redis numbers the entries of a stream. */
  private static final Pattern STREAM_ID = Pattern.compile("(\\d{10,16})-(\\d{1,10})");

  /** How the two compare; null where nothing tells. */
  static @Nullable EventOrder of(Write one, Write other) {
    EventOrder byState = byState(one, other);
    return byState == null ? byMessage(one.site().message(), other.site().message()) : byState;
  }

  /** By what the two left in the record, whatever message they come from; null if it tells none. */
  static @Nullable EventOrder byState(Write one, Write other) {
    EventOrder byVersion = byVersion(one, other);
    if (byVersion != null) {
      return byVersion;
    }
    if (one.left().version() instanceof Version.Event first
        && other.left().version() instanceof Version.Event second) {
      Integer compared = compare(first.text(), second.text());
      return compared == null
          ? null
          : new EventOrder(compared, "its event is of " + first.text() + ", not " + second.text());
    }
    return null;
  }

  /** Versions that callers set themselves; those that the store counts are the order already. */
  private static @Nullable EventOrder byVersion(Write one, Write other) {
    OptionalLong first = one.left().version().number();
    OptionalLong second = other.left().version().number();
    return first.isPresent() && second.isPresent() && one.setsVersion() && other.setsVersion()
        ? new EventOrder(
            Long.compare(first.getAsLong(), second.getAsLong()),
            "it carries version " + first.getAsLong() + ", not " + second.getAsLong())
        : null;
  }

  private static @Nullable EventOrder byMessage(@Nullable Message one, @Nullable Message other) {
    if (one == null || other == null || !one.destination().equals(other.destination())) {
      return null;
    }
    Long first = one.offset();
    Long second = other.offset();
    boolean onePartition = !one.partition().isEmpty() && one.partition().equals(other.partition());
    if (first != null && second != null) {
      return onePartition
          ? new EventOrder(first.compareTo(second), "it comes from " + one + ", not " + other)
          : null;
    }
    Matcher entry = STREAM_ID.matcher(one.id());
    Matcher otherEntry = STREAM_ID.matcher(other.id());
    if (!entry.matches() || !otherEntry.matches()) {
      return null;
    }
    int byTime = new BigDecimal(entry.group(1)).compareTo(new BigDecimal(otherEntry.group(1)));
    int compared =
        byTime != 0
            ? byTime
            : new BigDecimal(entry.group(2)).compareTo(new BigDecimal(otherEntry.group(2)));
    return new EventOrder(compared, "it comes from entry " + one.id() + ", not " + other.id());
  }

  private static @Nullable Integer compare(String one, String other) {
    if (NUMBER.matcher(one).matches() && NUMBER.matcher(other).matches()) {
      return new BigDecimal(one).compareTo(new BigDecimal(other));
    }
    Matcher first = TIME.matcher(one);
    Matcher second = TIME.matcher(other);
    if (!first.matches() || !second.matches() || !first.group(3).equals(second.group(3))) {
      return null;
    }
    int bySecond = first.group(1).replace('T', ' ').compareTo(second.group(1).replace('T', ' '));
    return bySecond != 0 ? bySecond : fraction(first).compareTo(fraction(second));
  }

  private static BigDecimal fraction(Matcher time) {
    return time.group(2) == null ? BigDecimal.ZERO : new BigDecimal("0." + time.group(2));
  }
}
