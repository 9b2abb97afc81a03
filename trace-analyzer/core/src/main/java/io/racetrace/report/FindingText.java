package io.racetrace.report;

import io.racetrace.access.Guard;
import io.racetrace.access.Isolation;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.finding.GuardState;
import io.racetrace.finding.Impact;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import io.racetrace.history.Coverage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One finding as a reader asks: what, who, why, how sure, what damage, what now. */
final class FindingText {

  private static final int WIDTH = 100;
  private static final int TIME = 14;
  private static final int LANE = 27;
  private static final int ROW = 12;
  private static final DateTimeFormatter DAY_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Ink ink;
  private final Coverage coverage;
  private final TraceLinks links;

  FindingText(Ink ink, Coverage coverage, TraceLinks links) {
    this.ink = ink;
    this.coverage = coverage;
    this.links = links;
  }

  String text(Finding finding) {
    return finding.certainty() == Certainty.LATENT ? predicted(finding) : observed(finding);
  }

  /** Short, for there are many of these, and nothing happened that could be told step by step. */
  private String predicted(Finding finding) {
    Exemplar exemplar = finding.exemplars().get(0);
    List<String> lines = new ArrayList<>();
    lines.add(title(finding));
    lines.add("  " + Printable.cut(type(finding), WIDTH - 2));
    lines.add("  " + ink.strong(Printable.cut(exemplar.sentence(), WIDTH - 2)));
    for (int i = 0; i < exemplar.sides().size(); i++) {
      String side = side(i == 0 ? "A" : "B", exemplar.sides().get(i));
      lines.add("  " + Printable.cut(side, WIDTH - 2));
    }
    label(lines, "rate", exemplar.explanation().decidedBy());
    label(
        lines,
        "because",
        exemplar.explanation().because().stream()
            .map(reason -> Printable.cut(reason, 2 * (WIDTH - 12)))
            .toArray(String[]::new));
    label(
        lines, "traces", spans("A", exemplar.sides().get(0)), spans("B", exemplar.sides().get(1)));
    links(lines, exemplar);
    label(lines, "now", playbook(finding));
    return String.join("\n", lines) + "\n";
  }

  /** Each on a line of its own, however long: an address that is cut or wrapped leads nowhere. */
  private void links(List<String> lines, Exemplar exemplar) {
    if (!links.isEmpty()) {
      lines.add("  links     A  " + Printable.text(links.of(exemplar.sides().get(0))));
      lines.add("            B  " + Printable.text(links.of(exemplar.sides().get(1))));
    }
  }

  private static String playbook(Finding finding) {
    return finding.fingerprint().playbook(finding.rule().id());
  }

  private String observed(Finding finding) {
    Exemplar exemplar = finding.exemplars().get(0);
    List<String> lines = new ArrayList<>();
    lines.add(title(finding));
    lines.add("  " + Printable.cut(recordType(finding, exemplar), WIDTH - 2));
    lines.add("  " + ink.strong(Printable.cut(exemplar.sentence(), WIDTH - 2)));
    for (int i = 0; i < exemplar.sides().size(); i++) {
      String side = side(i == 0 ? "A" : "B", exemplar.sides().get(i));
      lines.add("  " + Printable.cut(side, WIDTH - 2));
    }
    lines.add("");
    lines.addAll(timeline(exemplar));
    label(lines, "order", exemplar.explanation().decidedBy());
    label(lines, "because", exemplar.explanation().because().toArray(String[]::new));
    label(lines, "guards", guards(finding));
    switch (finding.scope()) {
      case LEVEL_BASED -> label(lines, "scope", "one transaction each: " + stops(finding));
      case SCOPE_BASED ->
          label(
              lines,
              "scope",
              "read and write are in two transactions: no isolation level would stop this");
      case UNKNOWN -> {}
    }
    label(lines, "ruled out", String.join("; ", exemplar.explanation().ruledOut()));
    label(lines, "evidence", evidence());
    label(lines, "impact", impact(finding));
    label(lines, "fix", finding.rule().fix());
    label(
        lines, "traces", spans("A", exemplar.sides().get(0)), spans("B", exemplar.sides().get(1)));
    links(lines, exemplar);
    label(lines, "now", playbook(finding));
    return String.join("\n", lines) + "\n";
  }

  private static String stops(Finding finding) {
    Isolation level = finding.isolationThatStops();
    String system = finding.recordType().replaceFirst("/.*", "");
    return level == null
        ? "no isolation level of " + system + " is known to refuse one of the two"
        : level.words().toUpperCase(Locale.ROOT) + " on " + system + " would refuse one of the two";
  }

  private String title(Finding finding) {
    String certainty = finding.certainty().name();
    String painted =
        finding.certainty() == Certainty.PROVEN ? ink.bad(certainty) : ink.warn(certainty);
    return ink.strong(finding.rule().id())
        + "  "
        + painted
        + "  "
        + finding.severity().id()
        + "  "
        + finding.fingerprint()
        + "   "
        + occurrences(finding);
  }

  private static String recordType(Finding finding, Exemplar exemplar) {
    return type(finding) + " key=" + exemplar.recordKey();
  }

  private static String type(Finding finding) {
    String columns =
        finding.columns().isEmpty() ? "" : " (" + String.join(", ", finding.columns()) + ")";
    return finding.recordType() + columns;
  }

  private static String occurrences(Finding finding) {
    if (finding.certainty() == Certainty.LATENT) {
      return "not seen to collide in "
          + finding.count()
          + (finding.count() == 1 ? " change" : " changes");
    }
    String often = finding.count() == 1 ? "once" : finding.count() + " times";
    boolean mixed = finding.byCertainty().size() > 1;
    String sure = mixed ? " (" + finding.byCertainty().get(finding.certainty()) + " so sure)" : "";
    return often + sure + ", first " + DAY_TIME.format(instant(finding.firstSeen()));
  }

  private static String side(String name, Side side) {
    return name
        + "  "
        + side.service()
        + (side.instance().isEmpty() ? "" : "  " + Printable.cut(side.instance(), 12))
        + "  "
        + side.entryPoint()
        + " ("
        + side.path().id()
        + ")"
        + (side.message() == null ? "" : "  " + side.message());
  }

  private static String spans(String name, Side side) {
    return name + "  " + side.traceId() + "  span " + side.spanIds().get(side.spanIds().size() - 1);
  }

  private static List<String> timeline(Exemplar exemplar) {
    List<String> lines = new ArrayList<>();
    lines.add(
        row(
            "time (UTC)",
            "A " + exemplar.sides().get(0).service(),
            "B " + exemplar.sides().get(1).service(),
            "row after",
            ""));
    for (Step step : exemplar.explanation().steps()) {
      boolean isA = step.side().equals("A");
      lines.add(
          row(
              TIME_OF_DAY.format(instant(step.time())),
              isA ? step.action() : ".",
              isA ? "." : step.action(),
              step.rowAfter(),
              step.remark()));
    }
    return lines;
  }

  private static String row(String time, String a, String b, String after, String remark) {
    return ("  "
            + Printable.cell(time, TIME)
            + " "
            + Printable.cell(a, LANE)
            + " "
            + Printable.cell(b, LANE)
            + " "
            + Printable.cell(after, ROW)
            + " "
            + Printable.text(remark))
        .stripTrailing();
  }

  private static String guards(Finding finding) {
    Map<String, List<String>> byState = new LinkedHashMap<>();
    Set<Guard> guards = EnumSet.noneOf(Guard.class);
    finding.guards().forEach(state -> guards.add(state.guard()));
    for (Guard guard : guards) {
      List<GuardState> states =
          finding.guards().stream().filter(state -> state.guard() == guard).toList();
      boolean alike = states.stream().map(GuardState::state).distinct().count() == 1;
      for (GuardState state : alike ? states.subList(0, 1) : states) {
        byState
            .computeIfAbsent(state.state().id().replace('-', ' '), key -> new ArrayList<>())
            .add(guard.id() + (alike ? "" : " on " + state.side()));
      }
    }
    return byState.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
        .collect(Collectors.joining("; "));
  }

  private String evidence() {
    return String.format(
        Locale.ROOT,
        "%.0f %% of writes with a key, %.0f %% of spans with their parent%s",
        Math.floor(coverage.keyShare() * 100),
        Math.floor(coverage.parentShare() * 100),
        coverage.truncated() ? "; the input is incomplete" : "");
  }

  private static String impact(Finding finding) {
    Impact impact = finding.impact();
    StringBuilder text = new StringBuilder();
    text.append(impact.records()).append(impact.records() == 1 ? " record" : " records");
    if (impact.lostUpdates() > 0) {
      text.append(", ")
          .append(impact.lostUpdates())
          .append(impact.lostUpdates() == 1 ? " change lost" : " changes lost");
    }
    if (!impact.lostAmount().isEmpty()) {
      text.append(": ")
          .append(
              impact.lostAmount().entrySet().stream()
                  .map(FindingText::amount)
                  .collect(Collectors.joining(", ")));
    }
    impact
        .costs()
        .forEach((name, cost) -> text.append("; ").append(name).append(": ").append(cost));
    if (impact.unmeasured() > 0) {
      text.append("; the amount of ")
          .append(impact.unmeasured())
          .append(" can not be told from what was recorded");
    }
    return text.toString();
  }

  private static String amount(Map.Entry<String, BigDecimal> entry) {
    return entry.getKey() + " " + entry.getValue().toPlainString();
  }

  private static void label(List<String> lines, String label, String... texts) {
    String head = "  " + Printable.cell(label, 9) + " ";
    for (String text : texts) {
      lines.addAll(Printable.wrapped(head, text, WIDTH));
      head = " ".repeat(head.length());
    }
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
