package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Outcome;
import io.racetrace.access.Version;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Side;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A guard refused a change, and its caller answered that it was made: the guard kept the record
 * right, and the change is lost all the same.
 */
final class UnnoticedRefusal {

  private UnnoticedRefusal() {}

  static void addTo(Occurrences occurrences, History history, HappensBefore order) {
    addDoubtful(occurrences, history);
    for (Access access : history.accesses()) {
      if (access instanceof Write refused && refused.outcome() == Outcome.UNNOTICED) {
        Write winner = winner(history, refused, order);
        if (winner != null) {
          occurrences.add(
              winner, refused, Scope.UNKNOWN, 1, new TreeMap<>(), exemplar(winner, refused));
        }
      }
    }
  }

  /**
   * Of several writes that all check for one version, and change it, one can have hit the row.
   * Whose callers all reported success, all but one did so wrongly; which one is not known.
   */
  private static void addDoubtful(Occurrences occurrences, History history) {
    Map<String, Write> first = new HashMap<>();
    for (Write write : history.effectiveWrites()) {
      if (!write.site().surroundings().answered()
          || !(write.base().version() instanceof Version.Known version)
          || !write.columns().mayChangeVersion()) {
        continue;
      }
      Write other = first.putIfAbsent(version.text(), write);
      if (other != null
          && !other.site().sameExecution(write.site())
          && !other.site().sameMessage(write.site())) {
        occurrences.add(
            other,
            write,
            Scope.UNKNOWN,
            1,
            new TreeMap<>(),
            doubtful(other, write, version.text()));
      }
    }
  }

  private static Exemplar doubtful(Write one, Write other, String version) {
    return new Exemplar(
        Certainty.POSSIBLE,
        other.record().key(),
        Math.max(one.effect().end(), other.effect().end()),
        List.of(
            Side.of(one.site(), List.of(one.site().spanId())),
            Side.of(other.site(), List.of(other.site().spanId()))),
        null,
        new TreeMap<>(),
        "of two changes that check for version "
            + version
            + " one hit no row, and both answered that all was well",
        new Explanation(
            WriteSteps.of(one, other),
            List.of(
                "both hit the row only at version "
                    + version
                    + ", and the first to hit it ends that",
                "neither read the record again, took anything back, or answered with an error"),
            List.of("a retry", "a rollback", "an error that the caller was told"),
            "not decided: nobody recorded how many rows were hit (racetrace.rows.affected)"));
  }

  /** The last change of another execution that can have moved the record on. */
  private static @Nullable Write winner(History history, Write refused, HappensBefore order) {
    OptionalLong base = refused.base().version().number();
    Write winner = null;
    for (Write write : history.effectiveWrites()) {
      OptionalLong left = write.left().version().number();
      boolean movedOn = base.isEmpty() || left.isEmpty() || left.getAsLong() > base.getAsLong();
      if (movedOn
          && !write.site().sameExecution(refused.site())
          && write.columns().mayChangeVersion()
          && order.compare(write, refused).ordering() != Ordering.AFTER) {
        winner = write;
      }
    }
    return winner;
  }

  private static Exemplar exemplar(Write winner, Write refused) {
    return new Exemplar(
        Certainty.LIKELY,
        refused.record().key(),
        Math.max(winner.effect().end(), refused.effect().end()),
        List.of(
            Side.of(winner.site(), List.of(winner.site().spanId())),
            Side.of(refused.site(), List.of(refused.site().spanId()))),
        null,
        new TreeMap<>(),
        refused.site().service()
            + " was refused, for the record had changed, and answered that all was well: its change"
            + " is gone",
        new Explanation(
            WriteSteps.of(winner, refused),
            List.of(
                "B's check of the version hit no row, for A had changed the record",
                "B did not read the record again, took nothing back, and reported success"),
            List.of("a retry", "a rollback", "an error that the caller was told"),
            "by the number of rows and by B's own answer; no clock is needed"));
  }
}
