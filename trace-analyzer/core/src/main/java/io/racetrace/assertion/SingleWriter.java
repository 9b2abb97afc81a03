package io.racetrace.assertion;

import io.racetrace.history.CoverageRow;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import io.racetrace.report.WriterMatrix;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One service alone writes some record types, each of them.
 *
 * @param service which one; null if it does not matter which
 */
public record SingleWriter(RecordPattern of, @Nullable String service) implements Assertion {

  @Override
  public String name() {
    return of + " is written by " + (service == null ? "one service alone" : service + " alone");
  }

  @Override
  public AssertionResult check(Report report) {
    WriterMatrix matrix = WriterMatrix.of(report).only(of::matches);
    SortedMap<String, SortedMap<String, Long>> types = new TreeMap<>();
    SortedSet<String> ofNobodyKnowsWhat = new TreeSet<>();
    matrix.rows().forEach(row -> count(row.recordType(), row.service(), row.count(), types));
    for (CoverageRow row : matrix.keyless()) {
      if (row.isNameless()) {
        ofNobodyKnowsWhat.add(row.service());
      } else {
        // Who does not tell which record he writes is a writer all the same.
        count(row.recordType(), row.service(), row.changesWithoutKey(), types);
      }
    }
    for (Map.Entry<String, SortedMap<String, Long>> type : types.entrySet()) {
      SortedMap<String, Long> writers = type.getValue();
      if (writers.size() > 1 || writers.keySet().stream().anyMatch(this::isForeign)) {
        return AssertionResult.fails(
            this,
            type.getKey()
                + " is written by "
                + writers.entrySet().stream()
                    .map(entry -> entry.getKey() + " (" + entry.getValue() + " times)")
                    .collect(Collectors.joining(" and ")));
      }
    }
    String doubt = new Seen(report, of).doubt();
    if (doubt == null) {
      doubt = selected(report);
    }
    if (doubt == null) {
      // One write is enough, so no share of them is too small to matter.
      types.values().forEach(writers -> ofNobodyKnowsWhat.removeAll(writers.keySet()));
      doubt =
          ofNobodyKnowsWhat.isEmpty()
              ? null
              : String.join(" and ", ofNobodyKnowsWhat)
                  + " wrote what no span names; it may be "
                  + of
                  + ": 'racetrace doctor' on the same spans names the setting that shows it";
    }
    return doubt == null ? AssertionResult.holds(this) : AssertionResult.inconclusive(this, doubt);
  }

  /** Why others were not even looked at; null if they were. */
  private static @Nullable String selected(Report report) {
    return report.diagnostics().stream()
        .filter(diagnostic -> diagnostic.kind() == Diagnostic.Kind.SELECTED_SERVICES)
        .map(Diagnostic::detail)
        .findFirst()
        .orElse(null);
  }

  private static void count(
      String type, String writer, long writes, SortedMap<String, SortedMap<String, Long>> types) {
    types.computeIfAbsent(type, unseen -> new TreeMap<>()).merge(writer, writes, Long::sum);
  }

  private boolean isForeign(String writer) {
    return service != null && !writer.equals(service);
  }
}
