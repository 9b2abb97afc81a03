package io.racetrace.report;

import io.racetrace.access.Guard;
import io.racetrace.access.Isolation;
import io.racetrace.access.Message;
import io.racetrace.access.RecordType;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Expectation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.GuardState;
import io.racetrace.finding.Side;
import io.racetrace.finding.Slack;
import io.racetrace.finding.Step;
import io.racetrace.history.Census.Tally;
import io.racetrace.history.Census.Writer;
import io.racetrace.history.LockTally;
import io.racetrace.ownership.Breach;
import io.racetrace.ownership.WriteException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A report as JSON, {@code racetrace-report/1}; its schema lies beside this class as {@code
 * racetrace-report.schema.json}. Equal input gives equal bytes: no time of the run is in it, no
 * path, and all lists are in canonical order.
 */
public final class JsonReportWriter {

  /** The version of the format; names and meanings within it stay. */
  public static final String SCHEMA = "racetrace-report/1";

  private final TraceLinks links;

  /** Without links to traces. */
  public JsonReportWriter() {
    this(TraceLinks.NONE);
  }

  /**
   * @param links where traces are shown
   */
  public JsonReportWriter(TraceLinks links) {
    this.links = links;
  }

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Report report, Appendable out) throws IOException {
    write(Screening.none(report), out);
  }

  /**
   * All findings, each with where it stands; the verdict is of those that count.
   *
   * @throws IOException if {@code out} does
   */
  public void write(Screening screening, Appendable out) throws IOException {
    Report report = screening.whole();
    JsonText json = new JsonText();
    json.beginObject();
    json.name("schema").value(SCHEMA);
    json.name("verdict").value(screening.report().verdict().name());
    json.name("conclusive").value(report.isConclusive());
    json.name("findings").beginArray();
    for (Finding finding : report.findings()) {
      finding(json, finding, screening);
    }
    json.endArray();
    ScreeningJson.write(json, screening);
    json.name("prevented").beginArray();
    for (Prevented prevented : report.prevented()) {
      json.beginObject();
      json.name("rule").value(prevented.rule());
      json.name("recordType").value(prevented.recordType());
      json.name("guard").value(prevented.guard());
      json.name("count").value(prevented.count());
      json.endObject();
    }
    json.endArray();
    writers(json, report);
    locks(json, report);
    new CoverageJson(json).write(report.coverage());
    json.name("clockBoundNanos").value(report.clockBoundNanos());
    ClocksJson.write(json, report.clocks(), report.clockBoundNanos());
    DiagnosticsJson.write(json, report.diagnostics());
    json.endObject();
    out.append(json.toString()).append('\n');
  }

  private void finding(JsonText json, Finding finding, Screening screening) {
    json.beginObject();
    json.name("rule").value(finding.rule().id());
    json.name("certainty").value(finding.certainty().name());
    json.name("severity").value(finding.severity().id());
    json.name("fingerprint").value(finding.fingerprint().toString());
    json.name("playbook").value(finding.fingerprint().playbook(finding.rule().id()));
    json.name("recordType").value(finding.recordType());
    ScreeningJson.standing(json, finding, screening);
    texts(json.name("columns"), finding.columns());
    json.name("count").value(finding.count());
    json.name("byCertainty").beginObject();
    finding.byCertainty().forEach((certainty, count) -> json.name(certainty.name()).value(count));
    json.endObject();
    texts(json.name("services"), finding.services());
    json.name("scope").value(finding.scope().id());
    Isolation stops = finding.isolationThatStops();
    json.name("isolationThatStops").value(stops == null ? null : stops.words());
    json.name("summary").value(finding.summary());
    json.name("fix").value(finding.rule().fix());
    json.name("firstSeen").value(time(finding.firstSeen()));
    json.name("lastSeen").value(time(finding.lastSeen()));
    json.name("guards").beginArray();
    for (GuardState state : finding.guards()) {
      json.beginObject();
      json.name("guard").value(state.guard().id());
      json.name("side").value(state.side());
      json.name("state").value(state.state().id());
      json.name("settledBy").value(state.settledBy());
      json.endObject();
    }
    json.endArray();
    json.name("impact").beginObject();
    json.name("records").value(finding.impact().records());
    json.name("lostUpdates").value(finding.impact().lostUpdates());
    amounts(json.name("lostAmount"), finding.impact().lostAmount());
    json.name("unmeasured").value(finding.impact().unmeasured());
    if (!finding.impact().costs().isEmpty()) {
      json.name("costs").beginObject();
      finding.impact().costs().forEach((name, cost) -> json.name(name).value(cost));
      json.endObject();
    }
    json.endObject();
    expected(json, finding.expected());
    contract(json, finding.contract());
    json.name("exemplars").beginArray();
    for (Exemplar exemplar : finding.exemplars()) {
      exemplar(json, exemplar);
    }
    json.endArray();
    json.endObject();
  }

  private static void expected(JsonText json, @Nullable Expectation expected) {
    if (expected != null) {
      json.name("expected").beginObject();
      number(json.name("perDay"), expected.perDay());
      json.name("changesA").value(expected.changesA());
      json.name("changesB").value(expected.changesB());
      json.name("observedNanos").value(expected.observedNanos());
      number(json.name("sameKey"), expected.sameKey());
      json.name("windowNanosA").value(expected.windowNanosA());
      json.name("windowNanosB").value(expected.windowNanosB());
      json.endObject();
    }
  }

  private static void contract(JsonText json, @Nullable Breach contract) {
    if (contract != null) {
      json.name("contract").beginObject();
      json.name("file").value(contract.owners().declared().file());
      json.name("line").value(contract.owners().declared().line());
      texts(json.name("owners"), contract.owners().services());
      if (contract.column() != null) {
        json.name("column").value(contract.column());
      }
      WriteException expired = contract.expired();
      if (expired != null) {
        json.name("expired").beginObject();
        json.name("until").value(expired.until().toString());
        json.name("reason").value(expired.reason());
        json.name("file").value(expired.declared().file());
        json.name("line").value(expired.declared().line());
        json.endObject();
      }
      json.endObject();
    }
  }

  private static void number(JsonText json, @Nullable Double number) {
    if (number == null) {
      json.value((String) null);
    } else {
      json.value(new BigDecimal(number, new MathContext(6)).stripTrailingZeros());
    }
  }

  private void exemplar(JsonText json, Exemplar exemplar) {
    json.beginObject();
    json.name("certainty").value(exemplar.certainty().name());
    json.name("recordKey").value(exemplar.recordKey());
    json.name("summary").value(exemplar.sentence());
    Slack slack = exemplar.slack();
    if (slack == null) {
      json.name("slackNanos").value((String) null);
    } else {
      json.name("slackNanos").beginArray().value(slack.from()).value(slack.to()).endArray();
      json.name("clockShiftNanos").beginArray();
      json.value(slack.shift().low()).value(slack.shift().high()).endArray();
    }
    amounts(json.name("lost"), exemplar.lost());
    json.name("sides").beginArray();
    for (Side side : exemplar.sides()) {
      json.beginObject();
      json.name("service").value(side.service());
      json.name("instance").value(side.instance());
      json.name("entryPoint").value(side.entryPoint());
      json.name("path").value(side.path().id());
      json.name("traceId").value(side.traceId().toString());
      json.name("spanIds").beginArray();
      side.spanIds().forEach(id -> json.value(id.toString()));
      json.endArray();
      if (!links.isEmpty()) {
        json.name("links").beginArray().value(links.of(side)).endArray();
      }
      json.name("keySource").value(side.keySource().id());
      message(json, side.message());
      json.endObject();
    }
    json.endArray();
    json.name("steps").beginArray();
    List<Step> steps = exemplar.explanation().steps();
    int lost = StepsSpokenOf.lost(steps);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      json.beginObject();
      json.name("time").value(time(step.time()));
      if (step.ranAt() != step.time()) {
        json.name("ranAt").value(time(step.ranAt()));
      }
      json.name("mark").value(step.mark().id());
      if (i == lost) {
        json.name("lost").value(true);
      }
      json.name("side").value(step.side());
      json.name("action").value(step.action());
      json.name("rowAfter").value(step.rowAfter());
      json.name("remark").value(step.remark());
      json.endObject();
    }
    json.endArray();
    texts(json.name("because"), exemplar.explanation().because());
    json.name("becauseSteps").beginArray();
    for (String reason : exemplar.explanation().because()) {
      json.beginArray();
      StepsSpokenOf.by(reason, steps).forEach(json::value);
      json.endArray();
    }
    json.endArray();
    texts(json.name("ruledOut"), exemplar.explanation().ruledOut());
    json.name("decidedBy").value(exemplar.explanation().decidedBy());
    json.endObject();
  }

  private static void message(JsonText json, @Nullable Message message) {
    if (message != null) {
      json.name("message").beginObject();
      json.name("destination").value(message.destination());
      json.name("partition").value(message.partition());
      Long offset = message.offset();
      if (offset != null) {
        json.name("offset").value(offset);
      }
      json.name("key").value(message.key());
      json.name("id").value(message.id());
      json.name("group").value(message.group());
      json.endObject();
    }
  }

  private static void writers(JsonText json, Report report) {
    json.name("writers").beginArray();
    for (RecordType type : report.census().types()) {
      for (Map.Entry<Writer, Tally> entry : report.census().writers(type)) {
        Writer writer = entry.getKey();
        json.beginObject();
        json.name("recordType").value(type.id());
        json.name("service").value(writer.service());
        json.name("entryPoint").value(writer.operation());
        json.name("path").value(writer.path().id());
        json.name("operation").value(writer.does().id());
        texts(json.name("columns"), writer.columns().contested());
        json.name("guards").beginArray();
        new TreeSet<>(writer.guards()).stream().map(Guard::id).forEach(json::value);
        json.endArray();
        json.name("statement").value(writer.statement());
        json.name("count").value(entry.getValue().count());
        json.name("firstSeen").value(time(entry.getValue().seen().start()));
        json.name("lastSeen").value(time(entry.getValue().seen().end()));
        json.endObject();
      }
    }
    json.endArray();
  }

  private static void locks(JsonText json, Report report) {
    json.name("locks").beginArray();
    for (Map.Entry<RecordType, LockTally> entry : report.census().locks().entrySet()) {
      LockTally tally = entry.getValue();
      json.beginObject();
      json.name("pattern").value(entry.getKey().id());
      json.name("acquires").value(tally.acquires());
      json.name("timed").value(tally.timed());
      json.name("renewals").value(tally.renewals());
      json.name("releases").value(tally.releases());
      json.name("checkedReleases").value(tally.checkedReleases());
      json.name("scripts").value(tally.scripts());
      json.endObject();
    }
    json.endArray();
  }

  private static void texts(JsonText json, Iterable<String> texts) {
    json.beginArray();
    texts.forEach(json::value);
    json.endArray();
  }

  private static void amounts(JsonText json, Map<String, BigDecimal> amounts) {
    json.beginObject();
    amounts.forEach((column, amount) -> json.name(column).value(amount));
    json.endObject();
  }

  /** RFC 3339 in UTC, to the nanosecond. */
  private static String time(long nanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
        .toString();
  }
}
