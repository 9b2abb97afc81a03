package io.racetrace.report;

import java.util.Comparator;
import java.util.Locale;

/**
 * Something wrong with the input, never with the services that it describes.
 *
 * @param where file and line, address, or the part of the input that it concerns
 * @param count how often, at least 1
 * @param detail one sentence for a person
 */
public record Diagnostic(Kind kind, String where, long count, String detail)
    implements Comparable<Diagnostic> {

  private static final Comparator<Diagnostic> ORDER =
      Comparator.comparing(Diagnostic::kind)
          .thenComparing(Diagnostic::place)
          .thenComparingLong(Diagnostic::line)
          .thenComparing(Diagnostic::where)
          .thenComparing(Diagnostic::detail)
          .thenComparingLong(Diagnostic::count);

  /** What can be wrong with input. */
  public enum Kind {
    /** A line or message that is not what its format asks for; its spans are missing. */
    UNDECODABLE_LINE(true),
    /** A file that was named and has no span in it: whose work it should tell of stayed unseen. */
    EMPTY_INPUT(true),
    /** The input ends in the middle of something. */
    TRUNCATED_INPUT(true),
    /** The back end gave as many traces as were asked for, so it may hold more. */
    TRUNCATED_ANSWER(true),
    /** The back end answered with an error, instead of spans or beside them. */
    FAILED_ANSWER(true),
    /** One span that can't be used: no id, no start time. */
    UNUSABLE_SPAN(true),
    /** A span that ends before it starts; taken as ending when it starts. */
    END_BEFORE_START(false),
    /** A span whose end nobody wrote down; taken as ending when it starts. */
    UNFINISHED_SPAN(false),
    /** The back end saw clocks apart, or moved times because it thought so. */
    CLOCK_SKEW(false),
    /** A clock jumped between two calls; across the jump it is taken to show either time. */
    CLOCK_STEP(false),
    /** Calls that no offset of the clocks explains; what is stated is used where they were seen. */
    CLOCK_CONTRADICTION(false),
    /** A clock that is further off than is stated; its times are set right. */
    CLOCK_OFF(false),
    /** A span that came so long before its parent that it hangs under its parent's parent. */
    LATE_PARENT(false),
    /** The same span more than once; taken once. */
    DUPLICATE_SPAN(false),
    /** Spans whose format keeps times more coarsely than nanoseconds. */
    COARSE_TIMES(false),
    /** A trace that was asked for by its id, or listed, and is not there. */
    MISSING_TRACE(true),
    /** A service that was asked for and that the back end has never heard of. */
    UNKNOWN_SERVICE(true),
    /** Only traces of certain services were asked for: who else writes stayed unseen. */
    SELECTED_SERVICES(false),
    /** Only certain traces were asked for, by an attribute or by their ids. */
    SELECTED_TRACES(true),
    /** Consumers of messages in a format that keeps no links to what caused them. */
    NO_LINKS(false),
    /** Metrics or logs among the spans; passed over. */
    OTHER_SIGNAL(false),
    /** A span that tells of a finding, which racetrace itself published. */
    PUBLISHED_SPAN(false),
    /** Spans whose parent chain is a circle; the circle is cut. */
    PARENT_CYCLE(false),
    /** Versions that the store counted and no write in the input made: somebody writes unseen. */
    UNSEEN_WRITER(true),
    /** Writes that are traces of their own, so that nothing tells what was read for them. */
    LONE_WRITES(true),
    /** A statement that writes, but does not tell which record. */
    NO_RECORD_KEY(false),
    /** Accesses that the user does not want to be judged. */
    EXCLUDED(false),
    /** Services hash the keys of one record type with different secrets. */
    INCOMPARABLE_KEYS(true),
    /** A record type that may be another's too, as its spans don't tell all of the store. */
    UNTOLD_SERVER(true),
    /** Record types of different services that only the names of their servers tell apart. */
    TWO_SERVERS(false),
    /** A detector failed on a record; the record is not judged. */
    DETECTOR_FAILED(true);

    private final boolean losesEvidence;

    Kind(boolean losesEvidence) {
      this.losesEvidence = losesEvidence;
    }

    /** Whether something that could have been a race is missing, so that silence proves nothing. */
    public boolean losesEvidence() {
      return losesEvidence;
    }

    /** The kebab-case name that reports use. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws IllegalArgumentException if the count is below 1
   */
  public Diagnostic {
    if (count < 1) {
      throw new IllegalArgumentException("a diagnostic happened at least once: " + count);
    }
  }

  /** Where, without the number of a line. */
  private String place() {
    return hasLine() ? where.substring(0, where.lastIndexOf(':')) : where;
  }

  /** The number of the line, so that line 10 does not come before line 2; what has none is last. */
  private long line() {
    return hasLine() ? Long.parseLong(where.substring(where.lastIndexOf(':') + 1)) : Long.MAX_VALUE;
  }

  private boolean hasLine() {
    int digits = where.length() - 1 - where.lastIndexOf(':');
    if (digits < 1 || digits > 18 || digits == where.length()) {
      return false;
    }
    return where.chars().skip(where.length() - digits).allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public int compareTo(Diagnostic other) {
    return ORDER.compare(this, other);
  }
}
