package io.racetrace.access.redis;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The options of SET.
 *
 * @param compares whether it only sets what it found as expected
 * @param ttl whether it sets a time to live
 * @param ttlMillis null where it is hidden, or a time of day
 * @param hidden whether there may be a condition that can't be seen
 * @param exact whether the value is known to be one word
 */
record SetOptions(
    boolean onlyIfAbsent,
    boolean onlyIfPresent,
    boolean compares,
    boolean ttl,
    @Nullable Long ttlMillis,
    boolean hidden,
    boolean exact) {

  private static final String STARTS_OF_TEXT = "{[<\"'";

  /** The options after key and value; null if these words can't be options. */
  static @Nullable SetOptions of(List<String> arguments) {
    if (arguments.size() < 2) {
      return null;
    }
    List<String> options = arguments.subList(2, arguments.size());
    boolean valueHidden = arguments.get(1).equals(RedisText.HIDDEN);
    if (options.stream().allMatch(RedisText.HIDDEN::equals)) {
      if (!valueHidden && !options.isEmpty()) {
        return null;
      }
      // None, or one with a time: what else would hide in one or in three words is a condition.
      boolean plain = options.isEmpty() || options.size() == 2;
      return new SetOptions(false, false, false, options.size() > 1, null, !plain, true);
    }
    SetOptions read = read(options);
    if (read != null) {
      return read;
    }
    boolean startsText =
        !arguments.get(1).isEmpty() && STARTS_OF_TEXT.indexOf(arguments.get(1).charAt(0)) >= 0;
    String rest = " " + String.join(" ", options).toUpperCase(Locale.ROOT) + " ";
    boolean conditional = rest.contains(" NX ") || rest.contains(" XX ") || rest.contains(" IF");
    // A text with blanks that was not quoted; the key before it is whole all the same.
    return startsText && !conditional
        ? new SetOptions(false, false, false, false, null, false, false)
        : null;
  }

  private static @Nullable SetOptions read(List<String> options) {
    boolean absent = false;
    boolean present = false;
    boolean compares = false;
    boolean ttl = false;
    Long millis = null;
    for (int i = 0; i < options.size(); i++) {
      switch (options.get(i).toUpperCase(Locale.ROOT)) {
        case "NX" -> absent = true;
        case "XX" -> present = true;
        case "GET", "KEEPTTL" -> {}
        case "EX" -> {
          ttl = true;
          millis = RedisCommand.millis(options, ++i, 1000);
        }
        case "PX" -> {
          ttl = true;
          millis = RedisCommand.millis(options, ++i, 1);
        }
        case "EXAT", "PXAT" -> {
          ttl = true;
          i++;
        }
        case "IFEQ", "IFNE", "IFDEQ", "IFDNE" -> {
          compares = true;
          i++;
        }
        default -> {
          return null;
        }
      }
      if (i >= options.size()) {
        return null;
      }
    }
    return new SetOptions(absent, present, compares, ttl, millis, false, true);
  }
}
