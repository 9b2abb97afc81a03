package io.racetrace.detect;

import io.racetrace.access.Footprint;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Site;
import io.racetrace.access.Write;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.finding.GuardState;
import io.racetrace.finding.GuardState.State;
import io.racetrace.finding.Impact;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import io.racetrace.order.Ordering;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells a stale fill: A put the old value into the cache, B had changed the row. */
final class StaleCacheSetStory {

  private StaleCacheSetStory() {}

  static Fingerprint fingerprint(StaleFill stale) {
    return Fingerprint.of(StaleCacheSet.RULE, stale.fill(), stale.done());
  }

  /**
   * @param healed the next command on the key; null if there is none
   * @param records 1, or 0 if the key is counted already
   */
  static Finding tell(StaleFill stale, @Nullable Write healed, int records) {
    Site a = stale.fill().site();
    Site b = stale.done().site();
    Long millis = staleMillis(stale, healed);
    TreeMap<String, Long> costs = new TreeMap<>();
    costs.put("staleFills", 1L);
    costs.put("staleMillis", millis == null ? 0 : millis);
    costs.put("staleWithoutEnd", millis == null ? 1L : 0);
    return new Finding(
        StaleCacheSet.RULE,
        stale.certainty(),
        millis == null ? Severity.HIGH : Severity.MEDIUM,
        fingerprint(stale),
        stale.fill().record().type().id(),
        new TreeSet<>(),
        1,
        new TreeMap<>(Map.of(stale.certainty(), 1L)),
        new TreeSet<>(List.of(a.service(), b.service())),
        Scope.UNKNOWN,
        null,
        stale.seen().interval().start(),
        stale.fill().effect().end(),
        guards(stale),
        new Impact(records, 0, new TreeMap<>(), 0, costs),
        List.of(exemplar(stale, healed, millis)),
        null);
  }

  /**
   * How long the old value stays, as far as commands and times to live show; null if they don't.
   */
  private static @Nullable Long staleMillis(StaleFill stale, @Nullable Write healed) {
    BigDecimal life = stale.fill().amount();
    Long lives = life == null ? null : life.longValue();
    if (healed == null) {
      return lives;
    }
    long until = Math.max(0, healed.effect().start() - stale.fill().effect().end()) / 1_000_000;
    return lives == null ? until : Math.min(lives, until);
  }

  private static List<GuardState> guards(StaleFill stale) {
    boolean onlyAbsent = stale.fill().guards().contains(Guard.UNIQUE_CONSTRAINT);
    return List.of(
        new GuardState(Guard.VERSION_PREDICATE, "A", State.ABSENT, ""),
        new GuardState(
            Guard.UNIQUE_CONSTRAINT, "A", onlyAbsent ? State.PRESENT : State.ABSENT, ""));
  }

  private static Exemplar exemplar(StaleFill stale, @Nullable Write healed, @Nullable Long millis) {
    Write fill = stale.fill();
    return new Exemplar(
        stale.certainty(),
        fill.record().key(),
        Math.max(fill.effect().end(), stale.changed().effect().end()),
        List.of(
            Side.of(fill.site(), List.of(stale.seen().spanId(), fill.site().spanId())),
            Side.of(
                stale.done().site(),
                List.of(stale.changed().spanId(), stale.done().site().spanId()))),
        null,
        new TreeMap<>(),
        fill.site().service()
            + " cached the old value after "
            + other(stale)
            + (stale.done().operation() == Operation.DELETE ? " deleted" : " renewed")
            + " the key; stale "
            + (millis == null ? "until deleted" : "up to " + time(millis)),
        new Explanation(
            steps(stale),
            because(stale, healed),
            List.of("a fill before the delete", "a read after the change", "a second delete"),
            decidedBy(stale)));
  }

  private static String other(StaleFill stale) {
    String service = stale.done().site().service();
    return service.equals(stale.fill().site().service()) ? "another request" : service;
  }

  private static List<String> because(StaleFill stale, @Nullable Write healed) {
    List<String> because = new ArrayList<>();
    String row = row(stale.changed());
    because.add(
        "A "
            + (stale.seen().written() ? "wrote " : "read ")
            + row
            + " before B's change took effect, and "
            + (stale.order().ordering() == Ordering.BEFORE ? "filled" : "may have filled")
            + " the key after B's "
            + (stale.done().operation() == Operation.DELETE ? "delete" : "fill"));
    if (stale.done().interval().end() < stale.changed().effect().start()) {
      because.add("B touched the key before its commit: who missed it then read the old row");
    }
    BigDecimal life = stale.fill().amount();
    because.add(
        life == null
            ? "nothing shows that the copy goes away by itself"
            : "the copy goes away after " + time(life.longValue()) + ", and is wrong until then");
    if (healed != null) {
      because.add(
          healed.site().service()
              + " touches the key next, "
              + time(staleMillisUntil(stale, healed))
              + " later");
    }
    return because;
  }

  private static long staleMillisUntil(StaleFill stale, Write healed) {
    return Math.max(0, healed.effect().start() - stale.fill().effect().end()) / 1_000_000;
  }

  private static String decidedBy(StaleFill stale) {
    String cache =
        stale.order().ordering() == Ordering.BEFORE
            ? "in the cache: " + stale.order().reason().because()
            : "in the cache: not decided, " + stale.order().reason().because();
    return "in the database: the read against the commit; " + cache;
  }

  private static List<Step> steps(StaleFill stale) {
    List<Step> steps = new ArrayList<>();
    String row = row(stale.changed());
    Footprint seen = stale.seen();
    steps.add(
        new Step(
            seen.written() ? seen.effect().end() : seen.interval().start(),
            "A",
            (seen.written() ? "WRITE " : "READ  ") + row,
            state(seen),
            ""));
    steps.add(
        // Its statement's end: the commit may be as late as the answer, where no span tells it.
        new Step(
            stale.changed().interval().end(), "B", "WRITE " + row, state(stale.changed()), ""));
    boolean deletes = stale.done().operation() == Operation.DELETE;
    steps.add(
        new Step(
            stale.done().effect().end(),
            "B",
            deletes ? "DELETE the key" : "FILL the key",
            "unknown",
            ""));
    steps.add(
        new Step(stale.fill().effect().end(), "A", "FILL the key", "unknown", "<< old value"));
    steps.sort(Comparator.comparingLong(Step::time).thenComparing(Step::side));
    return steps;
  }

  private static String state(Footprint footprint) {
    String text = LostUpdateStory.text(footprint.state());
    return text.isEmpty() ? "unknown" : text;
  }

  private static String row(Footprint footprint) {
    return footprint.record().type().name() + " " + footprint.record().key();
  }

  private static String time(long millis) {
    return millis < 10_000 ? millis + " ms" : millis / 1000 + " s";
  }
}
