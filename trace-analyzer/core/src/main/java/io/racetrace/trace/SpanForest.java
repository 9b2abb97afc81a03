package io.racetrace.trace;

import io.racetrace.column.LongColumn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of all traces, the spans that order needs: those above an access, and those that a link starts
 * from or points to. Packed, about fifty bytes a span; a span is its number here, its
 * <em>node</em>. A parent has a smaller number than its children.
 *
 * <p>Spans of one trace that one process recorded, one below the other, share one clock exactly:
 * they form a <em>stretch</em>, named after the node at its top.
 */
public final class SpanForest {

  private static final SpanKind[] KINDS = SpanKind.values();

  private final LinkTargets targets = new LinkTargets();
  private final CallSites calls = new CallSites();
  private final Map<ServiceInstance, Integer> instanceNumbers = new HashMap<>();
  private final List<ServiceInstance> instances = new ArrayList<>();

  private final LongColumn ids = new LongColumn();
  private final LongColumn parentAndDepth = new LongColumn();
  private final LongColumn topAndPlace = new LongColumn();
  private final LongColumn starts = new LongColumn();
  private final LongColumn ends = new LongColumn();

  private final LongColumn traceHigh = new LongColumn();
  private final LongColumn traceLow = new LongColumn();
  private final TraceIndex byTrace = new TraceIndex(traceHigh, traceLow);
  private final LongColumn traceFirst = new LongColumn();
  private final BitSet linkedTraces = new BitSet();

  private final LongColumn linkFrom = new LongColumn();
  private final LongColumn linkTo = new LongColumn();

  /** Whether links are told by this attribute. */
  public static boolean uses(String attribute) {
    return attribute.equals("messaging.operation.type") || attribute.equals("messaging.operation");
  }

  /** Has to see every span before the first trace is planted. */
  public void learn(Span span) {
    targets.learn(span);
  }

  /**
   * What order needs of one trace: what links need, and what else is asked for. May be made by any
   * thread, but no span may be learned any more.
   */
  public Planted plant(TraceTree tree) {
    Planted planted = new Planted(tree);
    for (Span span : tree.spans()) {
      if (isLinkedTo(span.links())) {
        planted.linked = true;
        planted.take(span);
      }
    }
    if (!tree.spans().isEmpty()) {
      TraceId trace = tree.spans().get(0).traceId();
      for (int place = targets.first(trace); targets.isIn(trace, place); place++) {
        Span span = tree.span(targets.spanAt(place));
        if (span != null) {
          planted.linked = true;
          planted.take(span);
        }
      }
    }
    return planted;
  }

  private boolean isLinkedTo(List<SpanLink> links) {
    for (SpanLink link : links) {
      if (targets.place(link) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Takes up one trace after the other. */
  public void add(Planted planted) {
    for (Span span : planted.tree.spans()) {
      Span parent = span.kind() == SpanKind.SERVER ? planted.tree.parent(span) : null;
      if (parent != null) {
        calls.site(parent, span);
      }
    }
    if (planted.spans.isEmpty()) {
      return;
    }
    TraceId trace = planted.spans.get(0).traceId();
    int index = traceFirst.size();
    int first = size();
    traceHigh.add(trace.high());
    traceLow.add(trace.low());
    traceFirst.add(first);
    for (Span span : planted.spans) {
      int node = size();
      Span parent = planted.tree.parent(span);
      add(span, parent, parent == null ? -1 : first + planted.taken(parent));
      for (SpanLink link : span.links()) {
        int target = targets.place(link);
        if (target >= 0) {
          linkedTraces.set(index);
          linkFrom.add(node);
          linkTo.add((long) target << 2 | (processes(span) ? 2 : 0) | (receives(span) ? 1 : 0));
        }
      }
    }
    for (int place = targets.first(trace); targets.isIn(trace, place); place++) {
      Span span = planted.tree.span(targets.spanAt(place));
      if (span != null) {
        linkedTraces.set(index);
        targets.found(place, first + planted.taken(span));
      }
    }
    byTrace.put(trace, index);
  }

  /** The node that has this number in its trace; -1 if the trace is not there. */
  public int node(TraceId trace, int number) {
    int index = byTrace.get(trace);
    int node = index < 0 ? -1 : (int) traceFirst.get(index) + number;
    return node < size() ? node : -1;
  }

  /** A span that waits for messages began before they were there; only its end comes after them. */
  private static boolean receives(Span span) {
    String operation = span.firstAttribute("messaging.operation.type", "messaging.operation");
    return "receive".equals(operation) || operation == null && span.name().endsWith(" receive");
  }

  private static boolean processes(Span span) {
    String operation = span.firstAttribute("messaging.operation.type", "messaging.operation");
    return span.kind() == SpanKind.CONSUMER
        && ("process".equals(operation)
            || "deliver".equals(operation)
            || operation == null && span.name().endsWith(" process"));
  }

  private void add(Span span, @Nullable Span parent, int above) {
    int top;
    if (parent == null) {
      top = ~CallSites.NONE;
    } else {
      top = isTop(span, parent) ? ~calls.site(parent, span) : top(above);
    }
    ids.add(span.spanId().value());
    parentAndDepth.add(pack(above, parent == null ? 0 : depth(above) + 1));
    topAndPlace.add(pack(top, number(span.instance()) << 3 | span.kind().ordinal()));
    starts.add(span.interval().start());
    ends.add(span.interval().end());
  }

  /** Whether another process, or another thread of work with a clock of its own, begins here. */
  static boolean isTop(Span span, Span parent) {
    return !span.instance().equals(parent.instance())
        || span.kind().isEntry()
            && (parent.kind() == SpanKind.CLIENT
                || parent.kind() == SpanKind.PRODUCER
                || span.instance().instance().isEmpty());
  }

  private int number(ServiceInstance instance) {
    Integer known = instanceNumbers.get(instance);
    if (known != null) {
      return known;
    }
    instances.add(instance);
    instanceNumbers.put(instance, instances.size() - 1);
    return instances.size() - 1;
  }

  private static long pack(int high, int low) {
    return (long) high << 32 | low & 0xFFFFFFFFL;
  }

  /** How many nodes there are; they are numbered from 0. */
  public int size() {
    return ids.size();
  }

  public SpanId id(int node) {
    return new SpanId(ids.get(node));
  }

  /** The node of the parent; -1 if there is none. */
  public int parent(int node) {
    return (int) (parentAndDepth.get(node) >> 32);
  }

  /** How many spans are above. */
  public int depth(int node) {
    return (int) parentAndDepth.get(node);
  }

  /** The node at the top of the stretch that this one belongs to. */
  public int top(int node) {
    int top = (int) (topAndPlace.get(node) >> 32);
    return top < 0 ? node : top;
  }

  /** Whether the parent is the call of a caller who waits for this one. */
  public boolean isAwaited(int node) {
    int top = (int) (topAndPlace.get(node) >> 32);
    return top < 0 && calls.isSynchronous(~top) && parent(node) >= 0;
  }

  public SpanKind kind(int node) {
    return KINDS[(int) topAndPlace.get(node) & 7];
  }

  public ServiceInstance instance(int node) {
    return instances.get((int) topAndPlace.get(node) >>> 3);
  }

  /** Nanoseconds since 1970, on the clock of the node's stretch. */
  public long start(int node) {
    return starts.get(node);
  }

  /** Nanoseconds since 1970, on the clock of the node's stretch. */
  public long end(int node) {
    return ends.get(node);
  }

  public TraceId trace(int node) {
    int trace = traceIndex(node);
    return new TraceId(traceHigh.get(trace), traceLow.get(trace));
  }

  /** Whether a link leads into the node's trace or out of it. */
  public boolean isLinked(int node) {
    return linkedTraces.get(traceIndex(node));
  }

  private int traceIndex(int node) {
    int low = 0;
    int high = traceFirst.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (traceFirst.get(middle) <= node) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** How many links there are; they are numbered from 0. */
  public int links() {
    return linkFrom.size();
  }

  /** The node of the span that has the link. */
  public int linking(int link) {
    return (int) linkFrom.get(link);
  }

  /** The node of the span that the link points to; -1 if the input does not have it. */
  public int linked(int link) {
    return targets.node((int) (linkTo.get(link) >> 2));
  }

  /**
   * Whether the linking span says that it works on a message that it has, and the span that it
   * points to sent it: then it began later, whatever the clocks say.
   */
  public boolean isProcessing(int link) {
    int from = linked(link);
    return (linkTo.get(link) & 2) != 0 && from >= 0 && kind(from) == SpanKind.PRODUCER;
  }

  /** Whether the linking span may have begun before the one that it points to. */
  public boolean isReceiving(int link) {
    return (linkTo.get(link) & 1) != 0;
  }
}
