package io.racetrace.sources.backend;

import java.util.Comparator;
import java.util.List;

/** What somebody may have meant who wrote something else. */
public final class NearestNames {

  private NearestNames() {}

  /** The two names that need the fewest changes of a letter to become the wanted one. */
  public static List<String> of(String wanted, List<String> names) {
    return names.stream()
        .sorted(
            Comparator.comparingInt((String name) -> distance(wanted, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(2)
        .toList();
  }

  /** Levenshtein's distance: insertions, deletions and replacements of one letter. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
