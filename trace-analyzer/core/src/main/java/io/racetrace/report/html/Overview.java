package io.racetrace.report.html;

import io.racetrace.access.Guard;
import io.racetrace.access.RecordType;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.history.Census.Tally;
import io.racetrace.history.Census.Writer;
import io.racetrace.history.Coverage;
import io.racetrace.history.UnseenType;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.Prevented;
import io.racetrace.report.Report;
import io.racetrace.report.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is said of the whole input: the verdict, who writes what, and how much was seen. */
final class Overview {

  /** A table that is larger is not looked at, and slow to open. */
  private static final int MAX_CELLS = 10_000;

  private final HtmlText html;
  private final Report report;

  Overview(HtmlText html, Report report) {
    this.html = html;
    this.report = report;
  }

  static String title(Report report) {
    int findings = report.findings().size();
    return words(report.verdict())
        + (findings == 0 ? "" : ", " + findings + (findings == 1 ? " finding" : " findings"));
  }

  private static String words(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  void banner() {
    Coverage coverage = report.coverage();
    html.open("header").element("h1", "racetrace").line();
    html.element(
            "p",
            words(report.verdict()),
            "id",
            "verdict",
            "class",
            report.verdict().name().toLowerCase(Locale.ROOT))
        .line();
    Map<Certainty, Long> counts = new TreeMap<>();
    for (Finding finding : report.findings()) {
      counts.merge(finding.certainty(), 1L, Long::sum);
    }
    html.open("ul", "id", "counts", "aria-label", "Findings by certainty");
    counts.forEach(
        (certainty, count) -> {
          html.open("li").element("b", count.toString()).text(" ");
          FindingRows.certainty(html, certainty);
          html.close();
        });
    html.close().line();
    html.element(
            "p",
            String.format(
                Locale.ROOT,
                "%,d spans in %,d traces; %,d of %,d writes show their record",
                coverage.spans(),
                coverage.traces(),
                coverage.writesWithKey(),
                coverage.writes()),
            "id",
            "input")
        .line();
    if (!report.isConclusive()) {
      incomplete();
    }
    html.close().line();
  }

  private void incomplete() {
    long kinds = report.diagnostics().stream().filter(d -> d.kind().losesEvidence()).count();
    html.open("p", "id", "incomplete")
        .text("The evidence is incomplete: what is not listed here may still be there. ")
        .element(
            "a",
            kinds == 0
                ? "How much was seen"
                : kinds + (kinds == 1 ? " thing" : " things") + " wrong with the input",
            "href",
            "#evidence")
        .close()
        .line();
  }

  void nothingFound() {
    if (report.findings().isEmpty()) {
      html.element(
              "p",
              report.verdict() == Verdict.CLEAN
                  ? "No race in what was seen."
                  : report.coverage().spans() == 0
                      ? "There were no spans to look at."
                      : "No race was found, but too little was seen to say there is none.",
              "class",
              "summary")
          .line();
    }
  }

  /** Record types against services; whoever shares a row shares a record type. */
  void writers() {
    html.open("section", "aria-labelledby", "writers-head", "id", "writers");
    html.element("h2", "Who writes what", "id", "writers-head").line();
    SortedSet<String> services = new TreeSet<>();
    for (RecordType type : report.census().types()) {
      report.census().writers(type).forEach(entry -> services.add(entry.getKey().service()));
    }
    if (services.isEmpty()) {
      html.element("p", "No writes were seen.");
    } else {
      matrix(services);
    }
    prevented();
    html.close().line();
  }

  private void matrix(SortedSet<String> services) {
    html.open("div", "class", "wide", "tabindex", "0", "role", "group", "aria-label", "Table");
    html.open("table", "class", "matrix").element("caption", "Changes seen");
    html.open("thead").open("tr").element("th", "record type", "scope", "col");
    services.forEach(service -> html.element("th", service, "scope", "col"));
    html.close().close().open("tbody").line();
    List<RecordType> types = sharedFirst();
    int shown = Math.min(types.size(), Math.max(1, MAX_CELLS / services.size()));
    types.subList(0, shown).forEach(type -> row(type, services));
    html.close().close().close().line();
    if (shown < types.size()) {
      html.element(
          "p",
          "and " + (types.size() - shown) + " record types more; the JSON report has them all");
    }
  }

  private List<RecordType> sharedFirst() {
    List<RecordType> types = new ArrayList<>(report.census().types());
    types.sort(Comparator.comparing(type -> !isShared(type)));
    return types;
  }

  private boolean isShared(RecordType type) {
    return report.census().writers(type).stream()
            .map(entry -> entry.getKey().service())
            .distinct()
            .count()
        > 1;
  }

  private void row(RecordType type, SortedSet<String> services) {
    Map<String, Map<String, Long>> cells = new TreeMap<>();
    for (Map.Entry<Writer, Tally> entry : report.census().writers(type)) {
      Writer writer = entry.getKey();
      cells
          .computeIfAbsent(writer.service(), service -> new LinkedHashMap<>())
          .merge(does(writer), entry.getValue().count(), Long::sum);
    }
    html.open("tr", "class", isShared(type) ? "shared" : "single");
    html.element("th", type.id(), "scope", "row");
    for (String service : services) {
      html.element(
          "td",
          cells.getOrDefault(service, Map.of()).entrySet().stream()
              .map(cell -> cell.getValue() + " " + cell.getKey())
              .collect(Collectors.joining("; ")));
    }
    html.close().line();
  }

  private static String does(Writer writer) {
    return writer.does().id()
        + (writer.guards().isEmpty()
            ? ", no guard"
            : ", "
                + new TreeSet<>(writer.guards())
                    .stream().map(Guard::id).collect(Collectors.joining(" and ")));
  }

  private void prevented() {
    if (report.prevented().isEmpty()) {
      return;
    }
    html.element("h3", "Prevented").open("ul");
    for (Prevented prevented : report.prevented()) {
      html.element(
          "li",
          prevented.guard()
              + " on "
              + prevented.recordType()
              + " refused "
              + prevented.count()
              + (prevented.count() == 1 ? " write" : " writes"));
    }
    html.close();
  }

  void evidence() {
    Coverage coverage = report.coverage();
    html.open("section", "aria-labelledby", "evidence-head", "id", "evidence");
    html.element("h2", "How much was seen", "id", "evidence-head").open("ul");
    html.element(
        "li",
        String.format(
            Locale.ROOT,
            "%,d of %,d writes with a record key, %,d with a known unit of work",
            coverage.writesWithKey(),
            coverage.writes(),
            coverage.writesWithUnit()));
    html.element(
        "li", String.format(Locale.ROOT, "%,d spans without their parent", coverage.orphanSpans()));
    for (UnseenType type : coverage.unseenTypes()) {
      html.element("li", type.words(), "class", "loses");
    }
    if (coverage.truncated()) {
      html.element("li", "the input is incomplete");
    }
    html.close().line();
    if (!report.diagnostics().isEmpty()) {
      html.element("h3", "The input").open("ul");
      report.diagnostics().stream()
          .sorted(Comparator.comparing(d -> !d.kind().losesEvidence()))
          .forEach(this::diagnostic);
      html.close();
    }
    html.close().line();
  }

  private void diagnostic(Diagnostic diagnostic) {
    html.open("li", "class", diagnostic.kind().losesEvidence() ? "loses" : "notes");
    html.element("b", diagnostic.kind().id());
    html.text(
        "  "
            + diagnostic.where()
            + (diagnostic.count() == 1 ? "" : ", " + diagnostic.count() + " times")
            + ": "
            + diagnostic.detail());
    html.close();
  }
}
