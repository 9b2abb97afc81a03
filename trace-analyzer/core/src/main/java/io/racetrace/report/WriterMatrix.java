package io.racetrace.report;

import io.racetrace.access.RecordType;
import io.racetrace.history.CoverageRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who writes what: record type by service, operation and entry point, each once and in order.
 *
 * @param keyless what coverage tells of those who write records that nobody can tell, in its order:
 *     who writes so is as much a writer, of whom no more is known
 */
public record WriterMatrix(List<WriterRow> rows, List<CoverageRow> keyless) {

  /** Adds up the rows of the same, whatever their order; of coverage, keeps what is keyless. */
  public WriterMatrix {
    SortedMap<WriterRow, WriterRow> sums = new TreeMap<>();
    for (WriterRow row : rows) {
      WriterRow known = sums.remove(row);
      WriterRow sum = known == null ? row : known.plus(row);
      sums.put(sum, sum);
    }
    rows = List.copyOf(sums.values());
    keyless = keyless.stream().filter(row -> row.changesWithoutKey() > 0).toList();
  }

  /** What a report's census and its coverage counted. */
  public static WriterMatrix of(Report report) {
    List<WriterRow> rows = new ArrayList<>();
    for (RecordType type : report.census().types()) {
      report
          .census()
          .writers(type)
          .forEach(writer -> rows.add(WriterRow.of(writer.getKey(), writer.getValue())));
    }
    return new WriterMatrix(rows, report.coverage().rows());
  }

  /** The rows of these record types, and of those without a name, which may be these. */
  public WriterMatrix only(Predicate<String> recordType) {
    return new WriterMatrix(
        rows.stream().filter(row -> recordType.test(row.recordType())).toList(),
        keyless.stream()
            .filter(row -> row.isNameless() || recordType.test(row.recordType()))
            .toList());
  }

  public List<String> recordTypes() {
    SortedSet<String> types = new TreeSet<>();
    rows.forEach(row -> types.add(row.recordType()));
    keyless.forEach(row -> types.add(row.recordType()));
    return List.copyOf(types);
  }

  /** Those who write a record type, in order. */
  public List<String> services(String recordType) {
    return Stream.concat(
            rows.stream()
                .filter(row -> row.recordType().equals(recordType))
                .map(WriterRow::service),
            keyless.stream()
                .filter(row -> row.recordType().equals(recordType))
                .map(CoverageRow::service))
        .distinct()
        .sorted()
        .toList();
  }
}
