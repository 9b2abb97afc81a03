package io.racetrace.detect;

import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.history.Census;
import io.racetrace.history.ChangePath;
import io.racetrace.history.ChangePaths;
import io.racetrace.history.ChangePaths.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Nothing collided, and nothing forbids it: two entry points, or one and itself, read a record and
 * then write what can depend on it, or look for a row and insert it, and no guard makes one notice
 * the other. There is one finding for each pair of entry points and record type, whatever number of
 * statements it is made of.
 */
public final class LatentRace implements CensusDetector {

  static final Rule RULE =
      new Rule(
          "latent-race",
          "nothing collided yet, and nothing forbids it",
          "one atomic statement if it fits, else a version column or a unique constraint");

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public List<Finding> detect(Census census) {
    ChangePaths paths = census.changePaths();
    List<Finding> findings = new ArrayList<>();
    paths
        .byType()
        .forEach(
            (type, ofType) -> {
              boolean unique = census.refusals(type).containsKey(Guard.UNIQUE_CONSTRAINT);
              findings.addAll(findings(paths, unique ? withoutInserts(ofType) : ofType));
            });
    return findings;
  }

  /**
   * Rows of a table that was seen to refuse a second one. The constraint may be on other columns
   * than those that were looked for; then a prediction is missed, which is better than a wrong one.
   */
  private static SortedMap<ChangePath, Tally> withoutInserts(SortedMap<ChangePath, Tally> ofType) {
    SortedMap<ChangePath, Tally> left = new TreeMap<>(ofType);
    left.keySet().removeIf(path -> !path.predicate().isEmpty() && path.does() == Operation.INSERT);
    return left;
  }

  private static List<Finding> findings(ChangePaths paths, SortedMap<ChangePath, Tally> ofType) {
    SortedMap<String, Prediction> byOperations = new TreeMap<>();
    List<Map.Entry<ChangePath, Tally>> entries = List.copyOf(ofType.entrySet());
    for (int i = 0; i < entries.size(); i++) {
      for (int j = i; j < entries.size(); j++) {
        predict(paths, entries.get(i), entries.get(j), byOperations);
      }
    }
    return byOperations.values().stream().map(Prediction::finding).toList();
  }

  private static void predict(
      ChangePaths paths,
      Map.Entry<ChangePath, Tally> one,
      Map.Entry<ChangePath, Tally> other,
      SortedMap<String, Prediction> byOperations) {
    ChangePath first = one.getKey();
    ChangePath second = other.getKey();
    boolean firstHits = Overwriting.canHit(first, second);
    boolean secondHits = Overwriting.canHit(second, first);
    if (!firstHits && !secondHits || paths.areAlwaysOrdered(first, second)) {
      return;
    }
    // A is the side that can overwrite.
    boolean turn = !firstHits;
    Map.Entry<ChangePath, Tally> a = turn ? other : one;
    Map.Entry<ChangePath, Tally> b = turn ? one : other;
    byOperations
        .computeIfAbsent(operations(first, second), key -> new Prediction())
        .add(
            a,
            b,
            CollisionRate.of(
                paths,
                a.getKey(),
                a.getValue(),
                b.getKey(),
                b.getValue(),
                true,
                firstHits && secondHits));
  }

  /** Which two entry points; one name, whichever comes first. */
  private static String operations(ChangePath one, ChangePath other) {
    String first = Prediction.codePath(one);
    String second = Prediction.codePath(other);
    return first.compareTo(second) <= 0 ? first + "\0" + second : second + "\0" + first;
  }
}
