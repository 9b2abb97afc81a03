package io.racetrace.access.work;

import io.racetrace.access.Operation;
import io.racetrace.access.Store;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds one access that two instrumentations saw: an object mapper's or a pool's span above the
 * driver's, or beside it where the outer one does not make itself the parent. The innermost span is
 * the nearest to the effect, so it stays. Two statements that are only equal stay two.
 */
final class SameAccess {

  private static final List<String> CONVENTIONS =
      List.of("db.statement", "db.query.text", "jdbc.query[0]", "db.system", "db.system.name");

  /** So many touches are compared each with each. */
  private static final int FEW = 24;

  private final Above<Span> touched;
  private final IdentityHashMap<Span, List<SpanTouch>> bySpan = new IdentityHashMap<>();
  private final IdentityHashMap<SpanTouch, SpanTouch> told = new IdentityHashMap<>();
  private final Set<SpanTouch> dropped = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Statements that may be one: of one parent, and of one shape. */
  private record Place(SpanId parent, Operation operation, String statement) {}

  private SameAccess(TraceTree tree) {
    touched = new Above<>(tree, span -> bySpan.containsKey(span) ? span : null);
  }

  /**
   * Whether it is plain that each touch is an access of its own, as it mostly is: no service states
   * any, no span is below one that touches something, and no two beside each other look alike.
   */
  static boolean areApart(TraceTree tree, List<SpanTouch> all) {
    if (all.size() > FEW) {
      return false;
    }
    Set<SpanId> touching = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      SpanTouch one = all.get(i);
      if (one.touch().stated()) {
        return false;
      }
      touching.add(one.span().spanId());
      for (int j = 0; j < i; j++) {
        if (areAlike(one, all.get(j))) {
          return false;
        }
      }
    }
    for (Span span : tree.spans()) {
      if (span.parent() != null && touching.contains(span.parent())) {
        return false;
      }
    }
    return true;
  }

  private static boolean areAlike(SpanTouch one, SpanTouch other) {
    return one.touch().operation() == other.touch().operation()
        && Objects.equals(one.span().parent(), other.span().parent())
        && one.touch().statement().equals(other.touch().statement());
  }

  /** The touches, each access once; those that a service states stay as they are. */
  static List<SpanTouch> once(TraceTree tree, List<SpanTouch> all) {
    SameAccess same = new SameAccess(tree);
    for (SpanTouch touch : all) {
      same.bySpan.computeIfAbsent(touch.span(), span -> new ArrayList<>()).add(touch);
    }
    same.findNested(all);
    same.findSiblings(all);
    List<SpanTouch> once = new ArrayList<>();
    for (SpanTouch touch : all) {
      if (!same.dropped.contains(touch)) {
        once.add(same.told.getOrDefault(touch, touch));
      }
    }
    return once;
  }

  /** Whether two spans beside each other tell of one statement. */
  static boolean tellOfOne(Span one, Span other) {
    String text = DatabaseSpan.text(one);
    return !text.isBlank()
        && text.equals(DatabaseSpan.text(other))
        && contain(one.interval(), other.interval())
        && haveOtherAuthors(one, other);
  }

  private void findNested(List<SpanTouch> all) {
    List<SpanTouch> innerFirst = new ArrayList<>(all);
    Collections.reverse(innerFirst);
    for (SpanTouch inner : innerFirst) {
      SpanTouch outer = inner.touch().stated() ? null : enclosing(inner);
      if (outer != null) {
        drop(outer, inner);
      }
    }
  }

  private void drop(SpanTouch outer, SpanTouch inner) {
    dropped.add(outer);
    told.put(inner, told.getOrDefault(inner, inner).toldBy(told.getOrDefault(outer, outer)));
  }

  /** The nearest span above, in the same service, that tells of the same access. */
  private @Nullable SpanTouch enclosing(SpanTouch inner) {
    Span above = touched.of(inner.span());
    while (above != null) {
      for (SpanTouch outer : bySpan.getOrDefault(above, List.of())) {
        if (!outer.touch().stated() && isRepeatedBy(outer, inner)) {
          return outer;
        }
      }
      above = touched.of(above);
    }
    return null;
  }

  private static boolean isRepeatedBy(SpanTouch outer, SpanTouch inner) {
    return outer.touch().repeats(inner.touch())
        && DatabaseSpan.mayHaveEqualParameters(outer.span(), inner.span())
        && Lane.mayBeOneStore(store(outer), store(inner));
  }

  private static Store store(SpanTouch touch) {
    return DatabaseSpan.system(touch.span()) == null
        ? new Store(Lane.SOME_SQL, "", "")
        : touch.touch().type().store();
  }

  private void findSiblings(List<SpanTouch> all) {
    Map<Place, List<SpanTouch>> places = new HashMap<>();
    for (SpanTouch touch : all) {
      SpanId parent = touch.span().parent();
      boolean mayBeOne = parent != null && !touch.touch().stated() && !dropped.contains(touch);
      if (parent != null && mayBeOne && !touch.touch().statement().isEmpty()) {
        places
            .computeIfAbsent(
                new Place(parent, touch.touch().operation(), touch.touch().statement()),
                place -> new ArrayList<>())
            .add(touch);
      }
    }
    places.values().forEach(this::findSiblingsAt);
  }

  private void findSiblingsAt(List<SpanTouch> equal) {
    // The outer one first; within it the inner ones.
    equal.sort(
        Comparator.comparingLong((SpanTouch touch) -> touch.span().interval().start())
            .thenComparingLong(touch -> -touch.span().interval().end())
            .thenComparing(touch -> touch.span().spanId()));
    SpanTouch outer = null;
    for (SpanTouch touch : equal) {
      boolean within = outer != null && outer.span().interval().contains(touch.span().interval());
      if (outer != null && within && isRepeatedBy(outer, touch) && areOne(outer, touch)) {
        drop(outer, touch);
      }
      if (!within) {
        outer = touch;
      }
    }
  }

  private static boolean areOne(SpanTouch outer, SpanTouch inner) {
    return outer.span().instance().equals(inner.span().instance())
        && haveOtherAuthors(outer.span(), inner.span());
  }

  private static boolean contain(Interval one, Interval other) {
    return one.contains(other) || other.contains(one);
  }

  /** Whether two instrumentations wrote the spans; where they don't tell, by their conventions. */
  private static boolean haveOtherAuthors(Span one, Span other) {
    String scope = DatabaseSpan.scope(one);
    String otherScope = DatabaseSpan.scope(other);
    if (!scope.isEmpty() && !otherScope.isEmpty()) {
      return !scope.equals(otherScope);
    }
    return CONVENTIONS.stream()
        .anyMatch(key -> (one.attribute(key) == null) != (other.attribute(key) == null));
  }
}
