package io.racetrace.cli.contract;

import io.racetrace.access.RecordType;
import io.racetrace.finding.Finding;
import io.racetrace.history.Census.Tally;
import io.racetrace.history.Census.Writer;
import io.racetrace.history.CoverageRow;
import io.racetrace.ownership.Ownership;
import io.racetrace.ownership.Ownerships;
import io.racetrace.ownership.WriteException;
import io.racetrace.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Contracts beside what was seen.
 *
 * @param violations writes by services that do not own what they wrote
 * @param undeclared record types that were written and that no contract speaks of, each with who
 *     wrote it how often
 * @param unseen tables that a contract speaks of and that nobody was seen to write
 * @param excepted writes that only an exception allows
 */
public record ContractCheck(
    List<Finding> violations,
    SortedMap<String, SortedMap<String, Long>> undeclared,
    List<Ownership> unseen,
    List<Excepted> excepted) {

  /** A service that wrote a table as an exception. */
  public record Excepted(String recordType, WriteException exception, long writes) {}

  public static ContractCheck of(Report report, Ownerships ownerships) {
    List<Finding> violations =
        report.findings().stream().filter(finding -> finding.contract() != null).toList();
    SortedMap<String, SortedMap<String, Long>> undeclared = new TreeMap<>();
    List<Ownership> unseen = new ArrayList<>(ownerships.all());
    List<Excepted> excepted = new ArrayList<>();
    SortedSet<RecordType> types = new TreeSet<>(report.census().types());
    report.coverage().rows().stream()
        .filter(row -> writes(row) > 0 && !row.isNameless())
        .forEach(row -> types.add(RecordType.named(row.recordType())));
    for (RecordType type : types) {
      Ownership ownership = ownerships.of(type);
      if (ownership == null) {
        undeclared.put(type.id(), writers(report, type));
        continue;
      }
      unseen.remove(ownership);
      writers(report, type)
          .forEach(
              (service, writes) -> {
                WriteException exception = ownership.exception(service);
                if (exception != null && !exception.isExpired(ownerships.day())) {
                  excepted.add(new Excepted(type.id(), exception, writes));
                }
              });
    }
    return new ContractCheck(violations, undeclared, unseen, excepted.stream().distinct().toList());
  }

  private static SortedMap<String, Long> writers(Report report, RecordType type) {
    SortedMap<String, Long> writers = new TreeMap<>();
    for (CoverageRow row : report.coverage().rows()) {
      if (row.recordType().equals(type.id()) && writes(row) > 0) {
        writers.merge(row.service(), writes(row), Long::sum);
      }
    }
    if (writers.isEmpty()) {
      for (Map.Entry<Writer, Tally> entry : report.census().writers(type)) {
        writers.merge(entry.getKey().service(), entry.getValue().count(), Long::sum);
      }
    }
    return writers;
  }

  private static long writes(CoverageRow row) {
    return row.writes() + row.insertsWithoutKey();
  }
}
