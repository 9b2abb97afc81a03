package io.racetrace.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gathers diagnostics; equal ones add up. Of each kind only the first places in canonical order are
 * kept apart, the others are counted together, so that memory stays bounded whatever comes.
 */
public final class Diagnostics {

  /** How many places of one kind are named. */
  private static final int NAMED = 20;

  private final Map<Diagnostic.Kind, TreeMap<Diagnostic, Long>> named = new TreeMap<>();
  private final Map<Diagnostic.Kind, Long> further = new TreeMap<>();

  public void add(Diagnostic diagnostic) {
    Diagnostic place =
        new Diagnostic(diagnostic.kind(), diagnostic.where(), 1, diagnostic.detail());
    TreeMap<Diagnostic, Long> places =
        named.computeIfAbsent(diagnostic.kind(), kind -> new TreeMap<>());
    places.merge(place, diagnostic.count(), Long::sum);
    if (places.size() > NAMED) {
      // What leaves has twenty before it for good, so it will never be named again.
      further.merge(diagnostic.kind(), places.pollLastEntry().getValue(), Long::sum);
    }
  }

  /** In canonical order. */
  public List<Diagnostic> merged() {
    List<Diagnostic> all = new ArrayList<>();
    named.forEach(
        (kind, places) ->
            places.forEach(
                (place, count) ->
                    all.add(new Diagnostic(kind, place.where(), count, place.detail()))));
    further.forEach(
        (kind, count) ->
            all.add(new Diagnostic(kind, "further places", count, "not named one by one")));
    Collections.sort(all);
    return all;
  }
}
