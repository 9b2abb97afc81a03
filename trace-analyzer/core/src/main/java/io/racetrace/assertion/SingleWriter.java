package io.racetrace.assertion;

import io.racetrace.access.RecordType;
import io.racetrace.history.Census.Tally;
import io.racetrace.history.Census.Writer;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
    for (RecordType type : report.census().types()) {
      if (!of.matches(type.id())) {
        continue;
      }
      SortedMap<String, Long> writers = new TreeMap<>();
      for (Map.Entry<Writer, Tally> writer : report.census().writers(type)) {
        writers.merge(writer.getKey().service(), writer.getValue().count(), Long::sum);
      }
      boolean isForeign = service != null && writers.keySet().stream().anyMatch(this::isForeign);
      if (isForeign || writers.size() > 1) {
        return AssertionResult.fails(
            this,
            type.id()
                + " is written by "
                + writers.entrySet().stream()
                    .map(entry -> entry.getKey() + " (" + entry.getValue() + " times)")
                    .collect(Collectors.joining(" and ")));
      }
    }
    String doubt = new Seen(report, of).doubt();
    return doubt == null ? AssertionResult.holds(this) : AssertionResult.inconclusive(this, doubt);
  }

  private boolean isForeign(String writer) {
    return !writer.equals(service);
  }
}
