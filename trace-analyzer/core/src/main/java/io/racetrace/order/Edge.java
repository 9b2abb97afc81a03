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

  /** What was done earlier was over when a span of the same stretch of work began. */
  record Before(SpanId span, ServiceInstance instance) implements Edge {
    @Override
    public String because() {
      return "it was over before span " + span + " began, on the clock of " + instance;
    }
  }

  /**
   * A link: the linked span had begun before the linking one did.
   *
   * @param receiving whether the linking span waited for messages, so that only its end is later
   */
  record Link(TraceId from, SpanId linked, TraceId to, SpanId linking, boolean receiving)
      implements Edge {
    @Override
    public String because() {
      return "span "
          + linking
          + " of trace "
          + to
          + (receiving ? " received from" : " is linked to")
          + " span "
          + linked
          + " of trace "
          + from;
    }
  }

  /** A caller's span had begun before the callee's did. */
  record Call(SpanId caller, SpanId callee, ServiceInstance instance) implements Edge {
    @Override
    public String because() {
      return "span " + caller + " led to span " + callee + " at " + instance;
    }
  }

  /** A caller waited for the callee's answer. */
  record Answer(SpanId caller, SpanId callee, ServiceInstance instance) implements Edge {
    @Override
    public String because() {
      return "span " + caller + " at " + instance + " waited for span " + callee;
    }
  }

  /**
   * The store counts versions: what saw one came after the write that made it.
   *
   * @param made the version that the earlier one left
   * @param seen the version that the later one saw or was based on
   */
  record Version(long made, long seen) implements Edge {
    @Override
    public String because() {
      return "version " + seen + " was seen after version " + made + " was made";
    }
  }

  /** Both held the row, the second one only when the first had let it go. */
  record RowLock(SpanId first, SpanId second) implements Edge {
    @Override
    public String because() {
      return "span " + first + " held the row before span " + second + " could";
    }
  }

  /** Both were made under one lock, the second one only when the first had given it back. */
  record Lock(SpanId first, SpanId second) implements Edge {
    @Override
    public String because() {
      return "span " + first + " was under the lock before span " + second + " could be";
    }
  }

  /** Edges that are left out of a long path. */
  record More(int edges) implements Edge {
    @Override
    public String because() {
      return "and " + edges + " more";
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
