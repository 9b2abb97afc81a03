package io.racetrace.detect;

import io.racetrace.access.Read;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.history.History;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.order.HappensBefore;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Somebody read a record, another change took effect, and then the record was written from what had
 * been read: the change between is gone (anomaly P4 of Berenson et al., A Critique of ANSI SQL
 * Isolation Levels, 1995).
 */
public final class LostUpdate implements RecordDetector {

  private static final Rule RULE =
      new Rule(
          "lost-update",
          "a write destroyed a change that it had not seen",
          "one atomic statement if it fits, else one owner for the record, else a version column");

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
    Occurrences occurrences = new Occurrences(RULE, Severity.HIGH, maxExemplars);
    UnnoticedRefusal.addTo(occurrences, history, order);
    List<ReadModifyWrite> changes =
        history.changes().stream().filter(ReadModifyWrite::isUpdate).toList();
    List<Finding> findings = new ArrayList<>(UndoneDelete.find(RULE, history, order, maxExemplars));
    if (changes.size() < 2) {
      findings.addAll(0, occurrences.findings());
      return findings;
    }
    States states = new States(history, changes, order);
    List<Loss> losses = new ArrayList<>(losses(history, changes, states, order));
    Set<ReadModifyWrite> lost = Collections.newSetFromMap(new IdentityHashMap<>());
    losses.forEach(loss -> lost.add(loss.lost()));
    losses.addAll(new LossesByAsker(changes, order, lost).find(history));
    for (Loss loss : losses) {
      SortedMap<String, BigDecimal> amount = lostAmount(loss, states);
      occurrences.add(
          loss.overwriter().write(),
          loss.lost().write(),
          scope(loss.overwriter()),
          1,
          amount,
          LostUpdateStory.of(loss, amount, order));
    }
    findings.addAll(0, occurrences.findings());
    return findings;
  }

  /** The best evidence first: versions that the store counted, then states, then order. */
  private static List<Loss> losses(
      History history, List<ReadModifyWrite> changes, States states, HappensBefore order) {
    List<ReadModifyWrite> versioned = LossesByVersion.decidable(changes);
    if (versioned.size() == changes.size()) {
      return LossesByVersion.find(changes);
    }
    boolean statesKnown = LossesByValue.applies(changes);
    if (statesKnown) {
      List<Loss> byValue = new LossesByValue(history, changes, states, order).find();
      if (byValue != null) {
        return byValue;
      }
    }
    Set<ReadModifyWrite> decided = Collections.newSetFromMap(new IdentityHashMap<>());
    decided.addAll(versioned);
    List<Loss> losses = new ArrayList<>(LossesByVersion.find(versioned));
    List<Loss> byTime =
        new LossesByTime(
                changes,
                states,
                order,
                (one, other) -> decided.contains(one) && decided.contains(other))
            .find();
    // Without the last state nobody knows whether these are all, so their sum would be a guess.
    byTime.forEach(loss -> losses.add(statesKnown ? loss.unmeasured() : loss));
    return losses;
  }

  private static SortedMap<String, BigDecimal> lostAmount(Loss loss, States states) {
    SortedMap<String, BigDecimal> lost = new TreeMap<>();
    String column = loss.lost().write().columns().measured();
    BigDecimal amount = states.amount(loss.lost());
    if (column != null && amount != null && loss.amountKnown()) {
      lost.put(column, amount);
    }
    return lost;
  }

  static Scope scope(ReadModifyWrite change) {
    Read read = change.read();
    if (read != null && !read.site().sameEntry(change.write().site())) {
      return Scope.SCOPE_BASED;
    }
    if (read == null
        || read.site().unit().boundary() == Boundary.UNKNOWN
        || change.write().site().unit().boundary() == Boundary.UNKNOWN) {
      return Scope.UNKNOWN;
    }
    return read.site().unit().isTransactionOf(change.write().site().unit())
        ? Scope.LEVEL_BASED
        : Scope.SCOPE_BASED;
  }
}
