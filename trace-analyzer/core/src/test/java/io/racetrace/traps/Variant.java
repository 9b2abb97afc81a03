package io.racetrace.traps;

import io.racetrace.finding.Certainty;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One situation, told by other services about other records, in another dialect, at other times.
 * What is so stays so; how surely it can be known may not.
 *
 * @param changes what was varied, in order
 * @param ceiling how sure anybody can be at most; null if what tells the record is gone, so that
 *     nothing can be said at all
 * @param lossy whether something was taken away that the verdict may need
 */
record Variant(
    TrapCase trap,
    Timeline timeline,
    List<UnaryOperator<List<Span>>> ofSpans,
    List<String> changes,
    @Nullable Certainty ceiling,
    boolean lossy) {

  static Variant of(TrapCase trap) {
    return new Variant(trap, trap.timeline(), List.of(), List.of(), Certainty.PROVEN, false);
  }

  Variant with(String change, Timeline other) {
    return new Variant(trap, other, ofSpans, and(changes, change), ceiling, lossy);
  }

  Variant with(String change, UnaryOperator<List<Span>> more) {
    return new Variant(trap, timeline, and(ofSpans, more), and(changes, change), ceiling, lossy);
  }

  /** This, after something was taken away. */
  Variant atMost(@Nullable Certainty most) {
    Certainty lower = most == null || ceiling == null ? null : ceiling.atMost(most);
    return new Variant(trap, timeline, ofSpans, changes, lower, true);
  }

  /** This, of which nobody can be sure, although nothing was taken away. */
  Variant unsure() {
    return new Variant(trap, timeline, ofSpans, changes, Certainty.POSSIBLE, lossy);
  }

  private static <T> List<T> and(List<T> list, T more) {
    List<T> all = new ArrayList<>(list);
    all.add(more);
    return List.copyOf(all);
  }

  List<Span> spans() {
    List<Span> spans = timeline.spans();
    for (UnaryOperator<List<Span>> change : ofSpans) {
      spans = change.apply(spans);
    }
    return spans;
  }

  Judged judge() {
    return judge(spans());
  }

  Judged judge(List<Span> spans) {
    return Judged.of(this, trap.analyze(spans));
  }

  /** How sure anybody can be of this rule; null if not at all. */
  @Nullable Certainty ceiling(String rule) {
    // Whether what was tried took effect decides a loss; who tries to write what does not.
    boolean ofWriters = rule.equals("ownership-conflict") && ceiling == Certainty.POSSIBLE;
    // What ends a transaction does not end a lock.
    boolean ofLocks =
        rule.equals("lock-released-by-other")
            && ceiling == Certainty.POSSIBLE
            && changes.contains("without ends");
    return ofWriters || ofLocks ? Certainty.LIKELY : ceiling;
  }

  /** What must be found where nothing was taken away. */
  TreeSet<String> required() {
    return lossy ? new TreeSet<>() : new TreeSet<>(trap.required());
  }

  @Override
  public String toString() {
    return trap + " " + changes;
  }
}
