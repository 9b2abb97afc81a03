package io.racetrace.report.html;

import io.racetrace.access.Guard;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.finding.GuardState;
import io.racetrace.finding.Impact;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import io.racetrace.report.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The first findings in full, in words, for who reads without a script or on paper. */
final class FindingPages {

  /** How many are told in full; the others are in the list, and drawn when they are chosen. */
  static final int TOLD = 20;

  private final HtmlText html;
  private final Report report;

  FindingPages(HtmlText html, Report report) {
    this.html = html;
    this.report = report;
  }

  void write() {
    html.open("div", "id", "told").line();
    for (Finding finding : report.findings().subList(0, Math.min(TOLD, report.findings().size()))) {
      page(finding);
    }
    html.close().line();
  }

  private void page(Finding finding) {
    Exemplar exemplar = finding.exemplars().get(0);
    html.open("article", "id", finding.fingerprint().toString(), "class", "finding").line();
    html.open("h2").text(finding.rule().id() + " ");
    FindingRows.certainty(html, finding.certainty());
    html.close();
    html.element("p", finding.summary(), "class", "summary").line();
    html.open("dl");
    term("severity", finding.severity().id());
    term("fingerprint", finding.fingerprint().toString());
    term(
        "record",
        finding.recordType()
            + (finding.columns().isEmpty() ? "" : " (" + String.join(", ", finding.columns()) + ")")
            + ", key "
            + exemplar.recordKey());
    term("count", finding.count() + ", from " + time(finding.firstSeen()));
    term("services", String.join(", ", finding.services()));
    term("scope", finding.scope().id());
    side("A", exemplar.sides().get(0));
    side("B", exemplar.sides().get(1));
    html.close().line();
    html.open("figure", "data-drawing", finding.fingerprint().toString()).close();
    steps(exemplar);
    html.element("h3", "Why");
    html.open("ul");
    exemplar.explanation().because().forEach(reason -> html.element("li", reason));
    html.close().line();
    html.open("dl");
    term("order", exemplar.explanation().decidedBy());
    term("ruled out", String.join("; ", exemplar.explanation().ruledOut()));
    term("impact", impact(finding.impact()));
    term("fix", finding.rule().fix());
    term("next", finding.fingerprint().playbook(finding.rule().id()));
    html.close().line();
    guards(finding);
    html.close().line();
  }

  private void side(String name, Side side) {
    String message = side.message() == null ? "" : "; " + side.message();
    term(
        name,
        side.service()
            + (side.instance().isEmpty() ? "" : ", instance " + side.instance())
            + "; "
            + side.entryPoint()
            + " ("
            + side.path().id()
            + ")"
            + message
            + "; trace "
            + side.traceId()
            + ", spans "
            + side.spanIds().stream().map(Object::toString).collect(Collectors.joining(", ")));
  }

  private void steps(Exemplar exemplar) {
    html.open("table", "class", "steps").element("caption", "Step by step");
    heads("time (UTC)", "A", "B", "record after", "note");
    html.open("tbody");
    for (Step step : exemplar.explanation().steps()) {
      boolean isA = step.side().equals("A");
      html.open("tr").element("td", time(step.time()));
      html.element("td", isA ? step.action() : "").element("td", isA ? "" : step.action());
      html.element("td", step.rowAfter()).element("td", step.remark()).close();
    }
    html.close().close().line();
  }

  private void guards(Finding finding) {
    if (finding.guards().isEmpty()) {
      return;
    }
    Map<Guard, List<GuardState>> states = new EnumMap<>(Guard.class);
    for (GuardState state : finding.guards()) {
      states.computeIfAbsent(state.guard(), guard -> new ArrayList<>()).add(state);
    }
    html.open("table", "class", "guards").element("caption", "Guards");
    heads("guard", "A", "B");
    html.open("tbody");
    states.forEach(
        (guard, both) -> {
          html.open("tr").element("th", guard.id(), "scope", "row");
          for (String side : List.of("A", "B")) {
            html.element(
                "td",
                both.stream()
                    .filter(state -> state.side().equals(side))
                    .map(FindingPages::state)
                    .collect(Collectors.joining()));
          }
          html.close();
        });
    html.close().close().line();
  }

  private static String state(GuardState state) {
    return state.state().id().replace('-', ' ')
        + (state.settledBy().isEmpty() ? "" : "; " + state.settledBy());
  }

  private static String impact(Impact impact) {
    StringBuilder text = new StringBuilder();
    text.append(impact.records()).append(impact.records() == 1 ? " record, " : " records, ");
    text.append(impact.lostUpdates()).append(" changes lost");
    impact
        .lostAmount()
        .forEach(
            (name, sum) -> text.append("; ").append(name).append(' ').append(sum.toPlainString()));
    impact.costs().forEach((name, cost) -> text.append("; ").append(name).append(' ').append(cost));
    return text.toString();
  }

  private void heads(String... names) {
    html.open("thead").open("tr");
    for (String name : names) {
      html.element("th", name, "scope", "col");
    }
    html.close().close();
  }

  private void term(String name, String text) {
    if (!text.isEmpty()) {
      html.open("div").element("dt", name).element("dd", text).close();
    }
  }

  static String time(long nanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
        .toString();
  }
}
