package io.racetrace.access.work;

import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The branches of executions: spans that a thread of its own began with, while another thread of
 * the same execution did the same. Spans that merely overlap are no evidence: one of them may have
 * been left off the other's stack. It takes another thread than the parent's or, where no threads
 * are told, an end after the parent's.
 */
final class Branches {

  private static final String THREAD = "thread.id";

  private final Set<SpanId> tops = new HashSet<>();
  private final Above<Span> nearest;
  private final Map<SpanId, Span> topmost = new HashMap<>();

  Branches(TraceTree tree) {
    nearest = new Above<>(tree, this::ifTop);
    Map<SpanId, List<Span>> handedOver = new HashMap<>();
    for (Span span : tree.spans()) {
      Span parent = span.kind() == SpanKind.INTERNAL ? tree.parent(span) : null;
      if (parent != null
          && parent.instance().equals(span.instance())
          && isHandedOver(span, parent)) {
        handedOver.computeIfAbsent(parent.spanId(), id -> new ArrayList<>()).add(span);
      }
    }
    handedOver.values().forEach(this::find);
  }

  /** The topmost branch that the span is on; null if it is on none. */
  @Nullable Span of(Span span) {
    if (tops.isEmpty()) {
      return null;
    }
    Span first = ifTop(span) != null ? span : nearest.of(span);
    List<SpanId> passed = new ArrayList<>();
    Span found = null;
    for (Span at = first; at != null; at = nearest.of(at)) {
      Span known = topmost.get(at.spanId());
      if (known != null) {
        found = known;
        break;
      }
      passed.add(at.spanId());
      found = at;
    }
    for (SpanId id : found == null ? List.<SpanId>of() : passed) {
      topmost.put(id, found);
    }
    return found;
  }

  private @Nullable Span ifTop(Span span) {
    return tops.contains(span.spanId()) ? span : null;
  }

  private static boolean isHandedOver(Span span, Span parent) {
    String thread = span.attribute(THREAD);
    String parents = parent.attribute(THREAD);
    return thread == null || parents == null
        ? span.interval().end() > parent.interval().end() + rounding(span, parent)
        : !thread.equals(parents);
  }

  /** Of several at one time, all are branches; one after the other could be one thread's work. */
  private void find(List<Span> siblings) {
    siblings.sort(Comparator.comparing(Span::interval).thenComparing(Span::spanId));
    Span longest = null;
    for (Span span : siblings) {
      if (longest != null && atOnce(longest, span)) {
        tops.add(longest.spanId());
        tops.add(span.spanId());
      }
      longest =
          longest == null || span.interval().end() > longest.interval().end() ? span : longest;
    }
  }

  private static boolean atOnce(Span longest, Span span) {
    Interval one = longest.interval();
    Interval other = span.interval();
    String thread = span.attribute(THREAD);
    return other.start() + rounding(longest, span) < one.end()
        && other.nanos() > 0
        && one.nanos() > 0
        && !(thread != null && thread.equals(longest.attribute(THREAD)));
  }

  private static long rounding(Span one, Span other) {
    return Math.max(one.resolution(), other.resolution());
  }
}
