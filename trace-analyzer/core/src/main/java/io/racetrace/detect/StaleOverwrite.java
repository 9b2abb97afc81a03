package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.EntryPoint;
import io.racetrace.access.Outcome;
import io.racetrace.access.Version;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Side;
import io.racetrace.history.History;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * An event that came late, or a version that is behind, was written over newer state: the record
 * went back in time.
 */
public final class StaleOverwrite implements RecordDetector {

  /** How many earlier writes are tried for each write. */
  private static final int TRIED = 64;

  private static final Rule RULE =
      new Rule(
          "stale-overwrite",
          "an older event or a smaller version replaced newer state",
          "a condition that drops the older (AND version < ?), or one partition key per record");

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order) {
    return detect(history, order, Integer.MAX_VALUE);
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order, int maxExemplars) {
    List<ReadModifyWrite> changes = new ArrayList<>();
    for (ReadModifyWrite change : history.changes()) {
      if (change.isUpdate()) {
        changes.add(change);
      }
    }
    changes.sort((a, b) -> Access.CANONICAL.compare(a.write(), b.write()));
    Occurrences occurrences = new Occurrences(RULE, Severity.HIGH, maxExemplars);
    for (int i = 1; i < changes.size(); i++) {
      addNewest(changes, i, order, occurrences);
    }
    return occurrences.findings();
  }

  /** Adds the last write that this one took the record back from. */
  private static void addNewest(
      List<ReadModifyWrite> changes, int index, HappensBefore order, Occurrences occurrences) {
    ReadModifyWrite older = changes.get(index);
    boolean countedFromRead = older.write().setsVersion() && older.isBasedOnRead();
    if (older.checksVersion() || older.write().columns().isRelative() || countedFromRead) {
      // What was counted up from a read is a lost update, if anything.
      return;
    }
    for (int i = index - 1; i >= Math.max(0, index - TRIED); i--) {
      ReadModifyWrite newer = changes.get(i);
      if (older.write().site().sameMessage(newer.write().site())) {
        // Delivered again: a duplicate, and what follows it is delivered again as well.
        return;
      }
      // Who reads first adds to what is there; only the state itself tells that it went back.
      EventOrder event =
          older.isBasedOnRead()
              ? EventOrder.byState(older.write(), newer.write())
              : EventOrder.of(older.write(), newer.write());
      if (event == null || event.newer() >= 0 || !older.canDestroy(newer)) {
        continue;
      }
      Relation relation = order.compare(newer.write(), older.write());
      if (relation.ordering() != Ordering.AFTER && !isLate(changes, i, older)) {
        Telling telling =
            Telling.of(
                older.write(),
                newer.write(),
                certainty(older.write(), newer.write(), relation),
                () -> exemplar(older.write(), newer.write(), event, relation));
        occurrences.add(older.write(), newer.write(), Scope.UNKNOWN, 1, new TreeMap<>(), telling);
      }
      return;
    }
  }

  /** Whether the older one's message had been applied before the newer one. */
  private static boolean isLate(List<ReadModifyWrite> changes, int index, ReadModifyWrite older) {
    for (int i = index - 1; i >= Math.max(0, index - TRIED); i--) {
      if (changes.get(i).write().site().sameMessage(older.write().site())) {
        return true;
      }
    }
    return false;
  }

  private static Exemplar exemplar(Write older, Write newer, EventOrder event, Relation relation) {
    String by = older.site().service();
    boolean same = by.equals(newer.site().service());
    return new Exemplar(
        certainty(older, newer, relation),
        older.record().key(),
        Math.max(older.effect().end(), newer.effect().end()),
        List.of(
            Side.of(older.site(), List.of(older.site().spanId())),
            Side.of(newer.site(), List.of(newer.site().spanId()))),
        null,
        new TreeMap<>(),
        by
            + " wrote older state over what "
            + (same ? "it" : newer.site().service())
            + " had written: the record went back",
        new Explanation(
            WriteSteps.of(older, newer),
            List.of(
                "A is the older one: " + event.because(),
                "A was written after B, and no condition kept it out"),
            List.of("a message delivered again", "a relative change", "different columns"),
            relation.reason().because()));
  }

  /**
   * Whether the time of an event may be no more than what somebody has typed in: when a meeting is
   * to be, which may well be moved to an earlier day.
   */
  private static boolean isContent(Write write) {
    return write.left().version() instanceof Version.Event
        && write.site().message() == null
        && write.site().entryPoint().path() == EntryPoint.Path.REQUEST;
  }

  private static Certainty certainty(Write older, Write newer, Relation relation) {
    if (relation.ordering() != Ordering.BEFORE
        || older.outcome() == Outcome.INDETERMINATE
        || newer.outcome() == Outcome.INDETERMINATE
        || isContent(older) && isContent(newer)) {
      return Certainty.POSSIBLE;
    }
    return relation.isCausal() ? Certainty.PROVEN : Certainty.LIKELY;
  }
}
