package io.racetrace.report;

import io.racetrace.access.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Who writes what: record type by service, operation and entry point, each once and in order. */
public record WriterMatrix(List<WriterRow> rows) {

  /** Adds up the rows of the same, whatever their order. */
  public WriterMatrix {
    SortedMap<WriterRow, WriterRow> sums = new TreeMap<>();
    for (WriterRow row : rows) {
      WriterRow known = sums.remove(row);
      WriterRow sum = known == null ? row : known.plus(row);
      sums.put(sum, sum);
    }
    rows = List.copyOf(sums.values());
  }

  /** What a report's census counted. */
  public static WriterMatrix of(Report report) {
    List<WriterRow> rows = new ArrayList<>();
    for (RecordType type : report.census().types()) {
      report
          .census()
          .writers(type)
          .forEach(writer -> rows.add(WriterRow.of(writer.getKey(), writer.getValue())));
    }
    return new WriterMatrix(rows);
  }

  /** The rows of these record types only. */
  public WriterMatrix only(Predicate<String> recordType) {
    return new WriterMatrix(
        rows.stream().filter(row -> recordType.test(row.recordType())).toList());
  }

  public List<String> recordTypes() {
    return rows.stream().map(WriterRow::recordType).distinct().toList();
  }

  /** Those who write a record type, in order. */
  public List<String> services(String recordType) {
    return rows.stream()
        .filter(row -> row.recordType().equals(recordType))
        .map(WriterRow::service)
        .distinct()
        .toList();
  }
}
