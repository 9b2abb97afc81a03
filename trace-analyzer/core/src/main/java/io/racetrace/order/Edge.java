package io.racetrace.order;

import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.util.Locale;

/** One reason why an access stands to another as it does; it can say so itself. */
public sealed interface Edge {

  /** The reason, for a person. */
  String because();

  /** Both lie below one span, and the clock of one instance tells. */
  record CommonAncestor(TraceId traceId, SpanId ancestor, ServiceInstance instance)
      implements Edge {
    @Override
    public String because() {
      return "both below span " + ancestor + ", on the clock of " + instance;
    }
  }

  /** The later trace was caused by a span that began after the earlier access had ended. */
  record Link(TraceId from, TraceId to) implements Edge {
    @Override
    public String because() {
      return "trace " + to + " is linked to trace " + from;
    }
  }

  /** Messages of one partition are handed out one after the other. */
  record Partition(String destination, String partition, long earlier, long later) implements Edge {
    @Override
    public String because() {
      return destination
          + "["
          + partition
          + "] hands out offset "
          + earlier
          + " before offset "
          + later;
    }
  }

  /**
   * Clocks tell, within a bound.
   *
   * @param gapNanos nanoseconds between the two, by the middle of the offset; negative if they
   *     overlap by so much
   * @param offset by how much the second clock is ahead of the first
   */
  record Clocks(long gapNanos, ClockOffset offset) implements Edge {
    @Override
    public String because() {
      return String.format(
          Locale.ROOT,
          gapNanos >= 0
              ? "%.3f ms apart by clocks that may differ by %.3f ms, %s"
              : "at once for %.3f ms by clocks that may differ by %.3f ms, %s",
          Math.abs(gapNanos) / 1e6,
          offset.uncertainty() / 1e6,
          offset.because());
    }
  }

  /** Nothing tells. */
  record Nothing() implements Edge {
    @Override
    public String because() {
      return "nothing in the input orders them";
    }
  }
}
