package io.racetrace.finding;

import io.racetrace.access.Write;
import java.util.Locale;

/**
 * One line of the story of an occurrence.
 *
 * @param time nanoseconds since 1970, on the clock of the side; of a write, when it took effect
 * @param ranAt nanoseconds since 1970 when its statement was through; {@code time} if it took
 *     effect then
 * @param side A or B
 * @param action what the side did, such as {@code READ 100}; its first word says what kind it is of
 * @param rowAfter the record afterwards, or {@code unknown}
 * @param remark what to notice; empty on most lines
 */
public record Step(
    long time, long ranAt, String side, String action, String rowAfter, String remark) {

  /** What a step did, as far as a picture tells it. */
  public enum Mark {
    READ,
    WRITE,
    ACQUIRE,
    RELEASE,
    CALL;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A step that took effect when it was done. */
  public Step(long time, String side, String action, String rowAfter, String remark) {
    this(time, time, side, action, rowAfter, remark);
  }

  /** A write, which took effect when it was committed. */
  public static Step of(Write write, String side, String action, String rowAfter, String remark) {
    long effect = write.effect().end();
    return new Step(
        effect, Math.min(effect, write.interval().end()), side, action, rowAfter, remark);
  }

  /** The same, with something to notice. */
  public Step remarked(String other) {
    return new Step(time, ranAt, side, action, rowAfter, other);
  }

  public Mark mark() {
    return switch (action.split(" ", 2)[0]) {
      case "READ", "LOOK" -> Mark.READ;
      case "LOCK" -> Mark.ACQUIRE;
      case "UNLOCK" -> Mark.RELEASE;
      case "CALL" -> Mark.CALL;
      default -> Mark.WRITE;
    };
  }
}
