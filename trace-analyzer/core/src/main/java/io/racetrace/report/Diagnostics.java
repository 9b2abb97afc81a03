package io.racetrace.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers diagnostics; equal ones add up, and of a kind only so many are kept apart. */
public final class Diagnostics {

  /** How many places of one kind are named; further ones are counted together. */
  private static final int NAMED = 20;

  private final Map<Diagnostic.Kind, TreeMap<Diagnostic, Long>> byKind = new TreeMap<>();

  public void add(Diagnostic diagnostic) {
    Diagnostic once = new Diagnostic(diagnostic.kind(), diagnostic.where(), 1, diagnostic.detail());
    byKind
        .computeIfAbsent(diagnostic.kind(), kind -> new TreeMap<>())
        .merge(once, diagnostic.count(), Long::sum);
  }

  /** In canonical order. */
  public List<Diagnostic> merged() {
    List<Diagnostic> all = new ArrayList<>();
    byKind.forEach((kind, counts) -> all.addAll(ofKind(kind, counts)));
    Collections.sort(all);
    return all;
  }

  private static List<Diagnostic> ofKind(Diagnostic.Kind kind, Map<Diagnostic, Long> counts) {
    List<Diagnostic> named = new ArrayList<>();
    long further = 0;
    for (Map.Entry<Diagnostic, Long> entry : counts.entrySet()) {
      Diagnostic diagnostic = entry.getKey();
      if (named.size() < NAMED) {
        named.add(
            new Diagnostic(
                diagnostic.kind(), diagnostic.where(), entry.getValue(), diagnostic.detail()));
      } else {
        further += entry.getValue();
      }
    }
    if (further > 0) {
      named.add(new Diagnostic(kind, "further places", further, "not named one by one"));
    }
    return named;
  }
}
