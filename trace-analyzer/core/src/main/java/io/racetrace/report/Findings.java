package io.racetrace.report;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers occurrences into findings, one for each fingerprint, in any order. */
public final class Findings {

  private static final int MERGED_AT_ONCE = 64;

  /** What a prediction predicts. */
  private static final Set<String> COLLISIONS = Set.of("lost-update", "check-then-act");

  private final int maxExemplars;
  private final Map<Fingerprint, List<Finding>> parts = new HashMap<>();

  /**
   * @param maxExemplars how many exemplars a finding keeps, at least 1
   * @throws IllegalArgumentException if that is below 1
   */
  public Findings(int maxExemplars) {
    if (maxExemplars < 1) {
      throw new IllegalArgumentException("a finding keeps at least one exemplar: " + maxExemplars);
    }
    this.maxExemplars = maxExemplars;
  }

  public void add(Finding finding) {
    List<Finding> known = parts.computeIfAbsent(finding.fingerprint(), key -> new ArrayList<>());
    known.add(finding);
    // Merging when as many parts have come as were merged before keeps the cost near-linear.
    if (known.size() > Math.max(MERGED_AT_ONCE, known.get(0).exemplars().size())) {
      Finding merged = Finding.merged(known, maxExemplars);
      known.clear();
      known.add(merged);
    }
  }

  /**
   * All findings, in canonical order. A prediction is left out where it has come true: where each
   * entry point that it names is named by an observed collision on the same record type already.
   */
  public List<Finding> merged() {
    List<Finding> all = new ArrayList<>();
    for (List<Finding> known : parts.values()) {
      all.add(Finding.merged(known, maxExemplars));
    }
    Map<String, Set<String>> accused = new HashMap<>();
    for (Finding finding : all) {
      if (COLLISIONS.contains(finding.rule().id())) {
        accused
            .computeIfAbsent(finding.recordType(), type -> new HashSet<>())
            .addAll(sides(finding));
      }
    }
    all.removeIf(
        finding ->
            finding.certainty() == Certainty.LATENT
                && accused
                    .getOrDefault(finding.recordType(), Set.of())
                    .containsAll(sides(finding)));
    all.sort(Finding.CANONICAL);
    return all;
  }

  private static Set<String> sides(Finding finding) {
    Set<String> sides = new HashSet<>();
    for (Exemplar exemplar : finding.exemplars()) {
      exemplar.sides().forEach(side -> sides.add(side.service() + "\0" + side.entryPoint()));
    }
    return sides;
  }
}
