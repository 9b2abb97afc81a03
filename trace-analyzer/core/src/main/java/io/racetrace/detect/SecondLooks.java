package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import io.racetrace.history.HeldThroughout;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One execution looks twice, in two transactions, goes on to write, and another one has added a row
 * in between: what it decided at first and what it works with do not fit.
 */
final class SecondLooks {

  private static final int TRIED = 64;

  private final Rule rule;
  private final History history;
  private final List<Decision> decisions;
  private final HappensBefore order;
  private final Map<TraceId, List<UnitOfWork>> undone;

  SecondLooks(Rule rule, History history, List<Decision> decisions, HappensBefore order) {
    this.rule = rule;
    this.history = history;
    this.decisions = decisions;
    this.order = order;
    undone = undone(history);
  }

  List<Finding> find() {
    Map<Object, Read> first = new HashMap<>();
    Occurrences occurrences = new Occurrences(rule, Severity.HIGH);
    for (Read look : history.reads()) {
      Object execution =
          List.of(look.site().traceId(), look.site().entryPoint().spanId(), look.site().instance());
      Read before = first.putIfAbsent(execution, look);
      if (before == null || Looks.scope(before, look) != Scope.SCOPE_BASED) {
        continue;
      }
      if (isMadeAnew(before, look)) {
        first.put(execution, look);
      } else {
        find(before, look, occurrences);
      }
    }
    return occurrences.findings();
  }

  /** Whether the first look was undone with all that rested on it, and this one is in its place. */
  private boolean isMadeAnew(Read first, Read second) {
    return first.site().statement().equals(second.site().statement())
        && undone.getOrDefault(first.site().traceId(), List.of()).stream()
            .anyMatch(unit -> unit.isTransactionOf(first.site().unit()));
  }

  /** The units of work of which a write is known to have had no effect, by their traces. */
  private static Map<TraceId, List<UnitOfWork>> undone(History history) {
    Map<TraceId, List<UnitOfWork>> undone = new HashMap<>();
    for (Access access : history.accesses()) {
      if (access instanceof Write write && !write.outcome().mayHaveTakenEffect()) {
        undone
            .computeIfAbsent(write.site().traceId(), trace -> new ArrayList<>())
            .add(write.site().unit());
      }
    }
    return undone;
  }

  private void find(Read first, Read second, Occurrences occurrences) {
    int tried = 0;
    HeldThroughout held = HeldThroughout.of(first, second);
    for (int i = firstFrom(first.interval().start() - order.widestBound());
        i < decisions.size() && tried < TRIED;
        i++, tried++) {
      Decision other = decisions.get(i);
      Relation after = order.compare(first, other.act());
      Relation before = order.compare(other.act(), second);
      if (other.act().site().sameEntry(first.site())
          || other.act().site().sameMessage(first.site())
          || !other.adds()
          || held.excludes(other.held())
          || held.isOfTable()
          || after.ordering() != Ordering.BEFORE
          || before.ordering() != Ordering.BEFORE) {
        continue;
      }
      boolean decided =
          Looks.isTotal(first)
              && !first.site().statement().equals(second.site().statement())
              && other.act().outcome() == Outcome.COMMITTED;
      occurrences.add(
          second,
          other.act(),
          Scope.SCOPE_BASED,
          0,
          new TreeMap<>(),
          CheckThenActStory.exemplar(
              decided ? Certainty.LIKELY : Certainty.POSSIBLE,
              first.record().key(),
              List.of(
                  Side.of(second.site(), List.of(first.site().spanId(), second.site().spanId())),
                  Side.of(other.act().site(), List.of(other.act().site().spanId()))),
              null,
              sentence(first, other.act()),
              new ArrayList<>(
                  List.of(
                      CheckThenActStory.look("A", first),
                      CheckThenActStory.write("B", other.act()),
                      new Step(second.interval().start(), "A", "READ  again", "unknown", ""))),
              List.of(
                  "A looked twice, in two transactions, and wrote afterwards",
                  "B's row came in between: A's first answer and its second do not fit"),
              after));
      return;
    }
  }

  private static String sentence(Access look, Access write) {
    return look.site().service()
        + " looked twice where "
        + look.record().key()
        + "; "
        + (look.site().service().equals(write.site().service())
            ? "another request"
            : write.site().service())
        + " added a row in between";
  }

  /** The first decision whose effect begins at this time or later. */
  private int firstFrom(long time) {
    int low = 0;
    int high = decisions.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (decisions.get(middle).act().effect().start() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
