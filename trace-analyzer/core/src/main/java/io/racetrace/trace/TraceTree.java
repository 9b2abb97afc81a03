package io.racetrace.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one trace with their parents, as far as the input has them. A span whose parent is
 * missing stays, as an orphan; a span that was exported twice is there once; a circle of parents is
 * cut.
 */
public final class TraceTree {

  private final List<Span> spans;
  private final Map<SpanId, Span> byId;
  private final Set<SpanId> cut;
  private int duplicates;
  private int orphans;
  private int torn;

  /**
   * @param spans spans that all have the same trace id, in any order
   */
  public TraceTree(List<Span> spans) {
    List<Span> sorted = new ArrayList<>(spans);
    sorted.sort(TraceTree::compare);
    byId = new HashMap<>(sorted.size() * 2);
    List<Span> each = new ArrayList<>(sorted.size());
    List<Span> ahead = new ArrayList<>();
    for (Span span : sorted) {
      if (byId.putIfAbsent(span.spanId(), span) == null) {
        each.add(span);
        SpanId parent = span.parent();
        if (parent != null && (parent.equals(span.spanId()) || !byId.containsKey(parent))) {
          ahead.add(span);
        }
      } else {
        duplicates++;
      }
    }
    this.spans = Collections.unmodifiableList(each);
    boolean mayHaveCircle = false;
    for (Span span : ahead) {
      boolean isThere = byId.containsKey(span.parent());
      mayHaveCircle |= isThere;
      orphans += isThere ? 0 : 1;
      torn += isThere || span.kind().isEntry() ? 0 : 1;
    }
    // Where every parent comes before its children, there is no circle.
    cut = mayHaveCircle ? circles() : Set.of();
  }

  /** By time, and then by all that they tell, so that equal sets of spans sort alike. */
  private static int compare(Span one, Span other) {
    int byTime = one.interval().compareTo(other.interval());
    if (byTime != 0) {
      return byTime;
    }
    int byInstance = one.instance().compareTo(other.instance());
    if (byInstance != 0) {
      return byInstance;
    }
    int byKind = one.kind().compareTo(other.kind());
    if (byKind != 0) {
      return byKind;
    }
    int byId = one.spanId().compareTo(other.spanId());
    return byId != 0 ? byId : compareCopies(one, other);
  }

  private static int compareCopies(Span one, Span other) {
    int byName = one.name().compareTo(other.name());
    if (byName != 0) {
      return byName;
    }
    int byParent = compareParents(one.parent(), other.parent());
    if (byParent != 0) {
      return byParent;
    }
    int byStatus = one.status().compareTo(other.status());
    if (byStatus != 0) {
      return byStatus;
    }
    String attributes = new TreeMap<>(one.attributes()).toString();
    int byAttributes = attributes.compareTo(new TreeMap<>(other.attributes()).toString());
    return byAttributes != 0
        ? byAttributes
        : one.links().toString().compareTo(other.links().toString());
  }

  private static int compareParents(@Nullable SpanId one, @Nullable SpanId other) {
    if (one == null) {
      return other == null ? 0 : -1;
    }
    return other == null ? 1 : one.compareTo(other);
  }

  /** All spans, by start time; equal input sets give equal lists. */
  public List<Span> spans() {
    return spans;
  }

  public @Nullable Span span(SpanId id) {
    return byId.get(id);
  }

  /** The parent, if the input has it. */
  public @Nullable Span parent(Span span) {
    SpanId parent = span.parent();
    return parent == null || !cut.isEmpty() && cut.contains(span.spanId())
        ? null
        : byId.get(parent);
  }

  /** The way from the outermost known ancestor down to the span itself. */
  public List<Span> path(Span span) {
    List<Span> path = new ArrayList<>();
    for (Span at = span; at != null; at = parent(at)) {
      path.add(at);
    }
    Collections.reverse(path);
    return path;
  }

  /** How many copies of spans were dropped. */
  public int duplicates() {
    return duplicates;
  }

  /** How many spans name a parent that the input does not have. */
  public int orphans() {
    return orphans;
  }

  /**
   * How many of those are within a service, which had the parent in its own hands: spans of it were
   * lost, and not only those of somebody who called.
   */
  public int torn() {
    return torn;
  }

  /** How many circles of parents were cut. */
  public int cycles() {
    return cut.size();
  }

  /** Where to cut: at the first span of each circle. */
  private Set<SpanId> circles() {
    Set<SpanId> circles = new HashSet<>();
    Set<SpanId> reachesRoot = new HashSet<>();
    for (Span span : spans) {
      Set<SpanId> seen = new HashSet<>();
      Span at = span;
      while (at != null && !reachesRoot.contains(at.spanId()) && seen.add(at.spanId())) {
        at = at.parent() == null || circles.contains(at.spanId()) ? null : byId.get(at.parent());
      }
      if (at != null && !reachesRoot.contains(at.spanId())) {
        circles.add(at.spanId());
      }
      reachesRoot.addAll(seen);
    }
    return circles;
  }
}
