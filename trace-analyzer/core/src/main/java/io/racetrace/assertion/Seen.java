package io.racetrace.assertion;

import io.racetrace.history.Coverage;
import io.racetrace.history.CoverageRow;
import io.racetrace.history.ServiceCoverage;
import io.racetrace.history.UnseenType;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How much of some record types was seen. */
final class Seen {

  private static final int TOLD = 8;

  private static final String DOCTOR =
      ": 'racetrace doctor' on the same spans names the setting that shows the rest";

  private final Report report;
  private final RecordPattern pattern;
  private final List<CoverageRow> rows = new ArrayList<>();

  /** Statements that wrote nobody knows what; it may be these record types. */
  private long nameless;

  Seen(Report report, RecordPattern pattern) {
    this.report = report;
    this.pattern = pattern;
    for (CoverageRow row : report.coverage().rows()) {
      if (pattern.matches(row.recordType())) {
        rows.add(row);
      } else if (row.isNameless()) {
        nameless += row.writes();
      }
    }
  }

  /** Why nothing can be said of these record types; null if something can. */
  @Nullable String doubt() {
    Coverage coverage = report.coverage();
    if (coverage.spans() == 0) {
      return "there were no spans to look at: nothing was exported, or it went somewhere else";
    }
    long writes = rows.stream().mapToLong(CoverageRow::writes).sum();
    long inserts = rows.stream().mapToLong(CoverageRow::insertsWithoutKey).sum();
    if (writes == 0 && inserts > 0) {
      return "what was seen of "
          + pattern
          + " is only that rows are inserted which nobody can tell ("
          + inserts
          + " times): '--schema' names the columns of a key";
    }
    if (writes == 0) {
      return "no write of " + pattern + " was seen" + instead();
    }
    long known = rows.stream().mapToLong(CoverageRow::writesWithKey).sum();
    if (!Coverage.isEnough(known, writes + nameless)) {
      return "only "
          + known
          + " of "
          + (writes + nameless)
          + " writes of "
          + pattern
          + (nameless == 0 ? "" : ", or of something without a name,")
          + " show their record"
          + DOCTOR;
    }
    for (UnseenType type : coverage.unseenTypes()) {
      if (pattern.matches(type.recordType())) {
        return type.words() + DOCTOR;
      }
    }
    return torn();
  }

  /** Why spans that were seen are not all that there were; null if they may be. */
  @Nullable String torn() {
    Coverage coverage = report.coverage();
    if (coverage.truncated()) {
      return "the input is incomplete";
    }
    if (!Coverage.isEnough(coverage.spans() - coverage.orphanSpans(), coverage.spans())) {
      return coverage.orphanSpans()
          + " of "
          + coverage.spans()
          + " spans lack their parent: traces are torn";
    }
    for (ServiceCoverage service : coverage.services()) {
      if (service.isSampled()) {
        return service.service() + " keeps only some of its traces: sample all of them in a test";
      }
    }
    for (Diagnostic diagnostic : report.diagnostics()) {
      if (diagnostic.kind().losesEvidence()) {
        return diagnostic.kind().id() + " at " + diagnostic.where() + ": " + diagnostic.detail();
      }
    }
    return null;
  }

  private String instead() {
    SortedSet<String> types = new TreeSet<>();
    report.census().types().forEach(type -> types.add(type.id()));
    report.coverage().rows().stream()
        .filter(row -> !row.isNameless())
        .forEach(row -> types.add(row.recordType()));
    if (types.isEmpty()) {
      return "; no span shows what it wrote: 'racetrace doctor' on the same spans says why";
    }
    List<String> first = types.stream().limit(TOLD).toList();
    return "; what was seen is "
        + String.join(", ", first)
        + (types.size() > TOLD ? " and " + (types.size() - TOLD) + " more" : "");
  }
}
