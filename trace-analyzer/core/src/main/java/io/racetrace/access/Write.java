package io.racetrace.access;

import io.racetrace.trace.Interval;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A write of a record.
 *
 * @param effect from when to when it can have taken effect
 * @param base the state that the write says it is based on
 * @param left the state that it left
 * @param amount by how much a relative write changed the measured column; null if not recorded
 * @param rejectedBy the guard that refused it, if one did
 */
public record Write(
    RecordKey record,
    Interval interval,
    Interval effect,
    Site site,
    Operation operation,
    Columns columns,
    Set<Guard> guards,
    Snapshot base,
    Snapshot left,
    @Nullable BigDecimal amount,
    Outcome outcome,
    @Nullable Guard rejectedBy)
    implements Access {

  /** Copies the guards. */
  public Write {
    guards = Set.copyOf(guards);
  }

  /**
   * How many versions the store counted between the one that this write is based on and the one
   * that it left. Each of them was made by another write. 0 where the store does not count them.
   */
  public long versionsBetween() {
    if (!columns.countVersion()) {
      return 0;
    }
    OptionalLong from = base.version().number();
    OptionalLong to = left.version().number();
    return from.isPresent() && to.isPresent()
        ? Math.max(0, to.getAsLong() - from.getAsLong() - 1)
        : 0;
  }

  /** Whether the caller sets the version itself, and the store does not count it. */
  public boolean setsVersion() {
    return left.version().isKnown()
        && !columns.countVersion()
        && columns.absolute().stream().anyMatch(Columns::isVersion);
  }

  /** This write, refused by a guard after all. */
  public Write rejected(Guard guard) {
    return refused(Outcome.REJECTED, guard);
  }

  /** This refused write, of which its caller knows nothing. */
  public Write unnoticed() {
    return refused(Outcome.UNNOTICED, rejectedBy);
  }

  /** This refused write, of which its caller may know after all. */
  public Write noticed() {
    return outcome == Outcome.UNNOTICED ? refused(Outcome.REJECTED, rejectedBy) : this;
  }

  private Write refused(Outcome became, @Nullable Guard guard) {
    return new Write(
        record, interval, effect, site, operation, columns, guards, base, left, amount, became,
        guard);
  }

  /** This write, made at a place of which more is known. */
  public Write at(Site place) {
    return new Write(
        record,
        interval,
        effect,
        place,
        operation,
        columns,
        guards,
        base,
        left,
        amount,
        outcome,
        rejectedBy);
  }

  /** This write, told of another record: of one whose history it belongs to as well. */
  public Write of(RecordKey other) {
    return new Write(
        other,
        interval,
        effect,
        site,
        operation,
        columns,
        guards,
        base,
        left,
        amount,
        outcome,
        rejectedBy);
  }

  /** This write, behind one more guard. */
  public Write behind(Guard guard) {
    EnumSet<Guard> more = EnumSet.of(guard);
    more.addAll(guards);
    return new Write(
        record,
        interval,
        effect,
        site,
        operation,
        columns,
        more,
        base,
        left,
        amount,
        outcome,
        rejectedBy);
  }
}
