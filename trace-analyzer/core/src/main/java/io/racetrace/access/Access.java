package io.racetrace.access;

import io.racetrace.trace.Interval;
import java.util.Comparator;
import java.util.Set;

/** One touch of one record by one span. */
public sealed interface Access permits Read, Write {

  /** By time, then by ids: equal sets of accesses sort alike whatever their order was. */
  Comparator<Access> CANONICAL = Access::compare;

  private static int compare(Access one, Access other) {
    int byEffect = one.effect().compareTo(other.effect());
    if (byEffect != 0) {
      return byEffect;
    }
    int byTrace = one.site().traceId().compareTo(other.site().traceId());
    if (byTrace != 0) {
      return byTrace;
    }
    int bySpan = one.site().spanId().compareTo(other.site().spanId());
    if (bySpan != 0) {
      return bySpan;
    }
    int readsFirst = Boolean.compare(one instanceof Write, other instanceof Write);
    return readsFirst != 0 ? readsFirst : one.record().compareTo(other.record());
  }

  RecordKey record();

  /** When the statement ran, on the clock of its instance. */
  Interval interval();

  /** Somewhere in here the access took effect: a read when it ran, a write when it committed. */
  Interval effect();

  Site site();

  Columns columns();

  Set<Guard> guards();
}
