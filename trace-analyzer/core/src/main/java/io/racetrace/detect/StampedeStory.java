package io.racetrace.detect;

import io.racetrace.access.Guard;
import io.racetrace.access.Write;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.GuardState;
import io.racetrace.finding.GuardState.State;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Tells a stampede: B looked first, A is the first one who need not have loaded. */
final class StampedeStory {

  /** So many of a herd are told step by step. */
  private static final int TOLD = 2;

  private StampedeStory() {}

  static Exemplar tell(Herd herd) {
    List<CacheLoad> loads = herd.all();
    CacheLoad b = loads.get(0);
    CacheLoad a = other(loads, b);
    long last = loads.stream().mapToLong(load -> load.fill().effect().end()).max().orElseThrow();
    return new Exemplar(
        herd.certainty(),
        b.fill().record().key(),
        last,
        List.of(side(a), side(b)),
        null,
        new TreeMap<>(),
        sentence(herd, loads),
        new Explanation(steps(loads), because(herd, loads), ruledOut(), decidedBy(herd)));
  }

  /** Whether locks were taken; there was none that helped. */
  static List<GuardState> guards(Herd herd) {
    CacheLoad b = herd.all().get(0);
    CacheLoad a = other(herd.all(), b);
    return List.of(lock("A", a), lock("B", b));
  }

  private static GuardState lock(String side, CacheLoad load) {
    State state = load.isLocked() ? State.PRESENT : State.ABSENT;
    return new GuardState(Guard.LEASE, side, state, "");
  }

  private static CacheLoad other(List<CacheLoad> loads, CacheLoad b) {
    return loads.stream()
        .filter(load -> !load.fill().site().sameExecution(b.fill().site()))
        .findFirst()
        .orElse(loads.get(loads.size() - 1));
  }

  private static Side side(CacheLoad load) {
    Write fill = load.fill();
    return Side.of(fill.site(), List.of(load.look().spanId(), fill.site().spanId()));
  }

  private static String sentence(Herd herd, List<CacheLoad> loads) {
    String source = herd.first().slowest();
    return Herd.executions(loads)
        + " executions loaded one key at once"
        + (source == null ? "" : " from " + source)
        + " ("
        + millis(herd.first().nanos())
        + " each); one load was enough";
  }

  private static List<String> because(Herd herd, List<CacheLoad> loads) {
    List<String> because = new ArrayList<>();
    because.add(
        (herd.maybe().isEmpty() ? "all " : herd.sure().size() + " surely ")
            + "had looked the key up before the first of them had filled it");
    String source = herd.first().slowest();
    because.add(
        source == null
            ? "what was loaded is in no span: each looked the key up and filled it "
                + millis(herd.first().nanos())
                + " later or more"
            : "between the look and the fill each asked " + source);
    if (loads.stream().anyMatch(CacheLoad::isLocked)) {
      because.add("a lock was taken, but nobody looked again under it: they loaded in turn");
    }
    because.add("the cache's answers are in no span; who looks and then fills has missed");
    return because;
  }

  private static List<String> ruledOut() {
    return List.of("one trace", "loads one after the other", "a key that is written back");
  }

  private static String decidedBy(Herd herd) {
    return herd.maybe().isEmpty()
        ? "each look came before the first fill, beyond what clocks may differ by"
        : herd.maybe().size() + " of the looks lie within what clocks may differ by";
  }

  private static List<Step> steps(List<CacheLoad> loads) {
    List<Step> steps = new ArrayList<>();
    int told = Math.min(TOLD, loads.size());
    for (int i = 0; i < told; i++) {
      CacheLoad load = loads.get(i);
      String side = i == 0 ? "B" : "A";
      steps.add(new Step(load.look().interval().start(), side, "LOOK (miss)", "absent", ""));
      String more =
          i == told - 1 && loads.size() > told
              ? "<< and " + (loads.size() - told) + " more"
              : i == 0 ? "" : "<< loaded again";
      String action = "FILL after " + millis(load.nanos());
      steps.add(new Step(load.fill().effect().end(), side, action, "filled", more));
    }
    steps.sort(Comparator.comparingLong(Step::time).thenComparing(Step::side));
    return steps;
  }

  private static String millis(long nanos) {
    return nanos / 1_000_000 + " ms";
  }
}
