package io.racetrace.access;

import io.racetrace.trace.Interval;
import java.util.Set;

/**
 * A read of a record.
 *
 * @param seen the state that was read
 */
public record Read(
    RecordKey record,
    Interval interval,
    Site site,
    Columns columns,
    Set<Guard> guards,
    Snapshot seen)
    implements Access {

  /** Copies the guards. */
  public Read {
    guards = Set.copyOf(guards);
  }

  @Override
  public Interval effect() {
    return interval;
  }
}
