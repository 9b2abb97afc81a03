package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Isolation;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Store;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import io.racetrace.history.History;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * A row was read, deleted by another one, and brought back by an upsert that knew nothing of that:
 * the delete is lost. An update would have hit nothing. A snapshot does not help, for the upsert
 * finds no row that somebody changed, and inserts.
 */
final class UndoneDelete {

  private final History history;
  private final HappensBefore order;
  private final Occurrences occurrences;

  private UndoneDelete(History history, HappensBefore order, Occurrences occurrences) {
    this.history = history;
    this.order = order;
    this.occurrences = occurrences;
  }

  static List<Finding> find(Rule rule, History history, HappensBefore order, int maxExemplars) {
    List<ReadModifyWrite> deletes = new ArrayList<>();
    List<ReadModifyWrite> upserts = new ArrayList<>();
    for (ReadModifyWrite change : history.changes()) {
      if (change.write().operation() == Operation.DELETE) {
        deletes.add(change);
      } else if (change.read() != null && isUpsert(change.write())) {
        upserts.add(change);
      }
    }
    Occurrences occurrences = new Occurrences(rule, Severity.HIGH, maxExemplars, Anomaly.PHANTOM);
    if (!deletes.isEmpty()) {
      UndoneDelete search = new UndoneDelete(history, order, occurrences);
      upserts.forEach(upsert -> search.addFirst(upsert, deletes));
    }
    return occurrences.findings();
  }

  /** Whether the statement puts a row where it finds none. */
  private static boolean isUpsert(Write write) {
    String statement = write.site().statement().stripLeading().toLowerCase(Locale.ROOT);
    return write.operation() == Operation.UPDATE
        && (statement.startsWith("insert")
            || statement.startsWith("replace")
            || statement.startsWith("upsert")
            || statement.startsWith("merge") && statement.contains("then insert"));
  }

  private void addFirst(ReadModifyWrite upsert, List<ReadModifyWrite> deletes) {
    Access read = upsert.read() == null ? upsert.write() : upsert.read();
    for (ReadModifyWrite delete : deletes) {
      Relation missed = order.compare(read, delete.write());
      Relation undone = order.compare(delete.write(), upsert.write());
      if (missed.ordering() == Ordering.AFTER
          || undone.ordering() == Ordering.AFTER
          || upsert.write().site().sameExecution(delete.write().site())
          || upsert.write().site().sameMessage(delete.write().site())
          || upsert.holdsRow()
          || upsert.excludes(delete)
          || wouldBeRefused(upsert)
          || mayBeThereAgain(delete.write(), upsert.write())) {
        continue;
      }
      Certainty certainty = certainty(upsert, delete, missed, undone);
      Scope scope = LostUpdate.scope(upsert);
      occurrences.add(
          upsert.write(),
          delete.write(),
          scope,
          1,
          new TreeMap<>(),
          Telling.of(upsert.write(), delete.write(), tell(upsert, delete, certainty, undone))
              .resting(Basis.of(upsert), Basis.of(delete)));
      return;
    }
  }

  private static Certainty certainty(
      ReadModifyWrite upsert, ReadModifyWrite delete, Relation missed, Relation undone) {
    boolean before = missed.ordering() == Ordering.BEFORE && undone.ordering() == Ordering.BEFORE;
    boolean unsure =
        upsert.write().outcome() != Outcome.COMMITTED
            || delete.write().outcome() != Outcome.COMMITTED
            || upsert.mayExclude(delete)
            || Telling.restsOnAssumedKey(upsert.read())
            || Telling.restsOnAssumedKey(upsert.write())
            || Telling.restsOnAssumedKey(delete.write());
    return !before || unsure
        ? Certainty.POSSIBLE
        // That it was read is seen; that the upsert rests on that is not.
        : Certainty.LIKELY;
  }

  /** Whether the store refuses one of two that change what the other has looked for. */
  private static boolean wouldBeRefused(ReadModifyWrite upsert) {
    Store store = upsert.write().record().type().store();
    Isolation known = upsert.write().site().unit().isolation();
    Isolation level = known == null ? IsolationLevels.usual(store) : known;
    return level != null
        && LostUpdate.scope(upsert) == Scope.LEVEL_BASED
        && IsolationLevels.stops(store, level, Anomaly.PHANTOM);
  }

  /** Whether somebody else may have made the row anew before the upsert came. */
  private boolean mayBeThereAgain(Write delete, Write upsert) {
    for (Write write : history.effectiveWrites()) {
      if ((write.operation() == Operation.INSERT || isUpsert(write))
          && !write.equals(upsert)
          && order.compare(write, delete).ordering() != Ordering.BEFORE
          && order.compare(upsert, write).ordering() != Ordering.BEFORE) {
        return true;
      }
    }
    return false;
  }

  private static Exemplar tell(
      ReadModifyWrite a, ReadModifyWrite b, Certainty certainty, Relation undone) {
    Access read = a.read() == null ? a.write() : a.read();
    List<Step> steps =
        new ArrayList<>(
            List.of(
                new Step(read.interval().start(), "A", "READ", "unknown", ""),
                Step.of(b.write(), "B", "DELETE", "none", ""),
                Step.of(a.write(), "A", "WRITE", "there again", "<< B is lost")));
    steps.sort(Comparator.comparingLong(Step::time));
    List<String> because = new ArrayList<>();
    because.add("A had read the row before B deleted it, and its upsert put it back");
    because.addAll(Basis.because(Basis.of(a), Basis.of(b)));
    String one = a.write().site().service();
    String other = b.write().site().service();
    return new Exemplar(
        certainty,
        a.write().record().key(),
        Math.max(a.write().effect().end(), b.write().effect().end()),
        List.of(
            Side.of(a.write().site(), List.of(read.site().spanId(), a.write().site().spanId())),
            Side.of(b.write().site(), List.of(b.write().site().spanId()))),
        null,
        new TreeMap<>(),
        one + " brought back a row that " + (one.equals(other) ? "it" : other) + " had deleted",
        new Explanation(
            steps,
            because,
            List.of(
                "one execution", "a row that was made anew", "an update, which would hit nothing"),
            (certainty == Certainty.POSSIBLE ? "not decided: " : "") + undone.because()));
  }
}
