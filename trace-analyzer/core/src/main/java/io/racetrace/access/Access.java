package io.racetrace.access;

import io.racetrace.trace.Interval;
import java.util.Comparator;
import java.util.Set;

/** One touch of one record by one span. */
public sealed interface Access permits Read, Write {

  /** By time, then by ids: equal sets of accesses sort alike whatever their order was. */
  Comparator<Access> CANONICAL =
      Comparator.comparing(Access::effect)
          .thenComparing(access -> access.site().traceId())
          .thenComparing(access -> access.site().spanId())
          .thenComparing(access -> access instanceof Write)
          .thenComparing(Access::record);

  RecordKey record();

  /** When the statement ran, on the clock of its instance. */
  Interval interval();

  /** Somewhere in here the access took effect: a read when it ran, a write when it committed. */
  Interval effect();

  Site site();

  Columns columns();

  Set<Guard> guards();
}
