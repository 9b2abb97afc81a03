package io.racetrace.report;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import io.racetrace.ownership.Breach;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A report as SARIF 2.1.0, for what shows findings beside code. Each finding is one result; its two
 * sides are the two threads of a code flow.
 *
 * <p>Spans rarely say in which file code stands, and readers want a file: what a finding is shown
 * at is a file that the user names. What breaks a contract is shown at the line of the contract.
 */
public final class SarifReportWriter {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private static final String PAGE = "playbooks/";

  private final String version;
  private final String file;
  private final TraceLinks links;

  /**
   * @param version of this program
   * @param file what findings are shown at, relative to the root of the repository, with slashes
   */
  public SarifReportWriter(String version, String file) {
    this(version, file, TraceLinks.NONE);
  }

  /**
   * @param version of this program
   * @param file what findings are shown at, relative to the root of the repository, with slashes
   * @param links where traces are shown
   */
  public SarifReportWriter(String version, String file, TraceLinks links) {
    this.version = version;
    this.file = file;
    this.links = links;
  }

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Report report, Appendable out) throws IOException {
    write(Screening.none(report), out);
  }

  /**
   * All findings, each with where it stands.
   *
   * @throws IOException if {@code out} does
   */
  public void write(Screening screening, Appendable out) throws IOException {
    Report report = screening.whole();
    List<Rule> rules = rules(report);
    JsonText json = new JsonText();
    json.beginObject();
    json.name("$schema").value(SCHEMA);
    json.name("version").value("2.1.0");
    json.name("runs").beginArray().beginObject();
    json.name("tool").beginObject().name("driver").beginObject();
    json.name("name").value("racetrace");
    json.name("version").value(version);
    json.name("rules").beginArray();
    for (Rule rule : rules) {
      rule(json, rule);
    }
    json.endArray().endObject().endObject();
    json.name("invocations").beginArray().beginObject();
    // What could not be read must not look as if all had been.
    json.name("executionSuccessful").value(screening.report().verdict() != Verdict.INCONCLUSIVE);
    json.name("toolExecutionNotifications").beginArray();
    for (Diagnostic diagnostic : report.diagnostics()) {
      json.beginObject();
      json.name("level").value(diagnostic.kind().losesEvidence() ? "warning" : "note");
      message(json, TextReportWriter.diagnostic(diagnostic));
      json.endObject();
    }
    for (String note : screening.notes()) {
      json.beginObject();
      json.name("level").value("note");
      message(json, note);
      json.endObject();
    }
    json.endArray().endObject().endArray();
    json.name("results").beginArray();
    for (Finding finding : report.findings()) {
      result(json, finding, rules.indexOf(finding.rule()), screening);
    }
    json.endArray();
    json.name("columnKind").value("utf16CodeUnits");
    json.name("properties").beginObject();
    json.name("verdict").value(screening.report().verdict().name());
    json.endObject();
    json.endObject().endArray().endObject();
    out.append(json.toString()).append('\n');
  }

  private static List<Rule> rules(Report report) {
    SortedSet<Rule> rules = new TreeSet<>();
    report.findings().forEach(finding -> rules.add(finding.rule()));
    return new ArrayList<>(rules);
  }

  private static void rule(JsonText json, Rule rule) {
    json.beginObject();
    json.name("id").value(rule.id());
    json.name("shortDescription").beginObject().name("text").value(rule.summary()).endObject();
    json.name("help").beginObject();
    json.name("text").value(rule.fix() + "; see racetrace explain " + rule.id());
    json.endObject();
    json.endObject();
  }

  private void result(JsonText json, Finding finding, int ruleIndex, Screening screening) {
    json.beginObject();
    json.name("ruleId").value(finding.rule().id());
    json.name("ruleIndex").value(ruleIndex);
    json.name("level").value(level(finding));
    message(
        json,
        finding.certainty()
            + ": "
            + finding.summary()
            + " ("
            + finding.recordType()
            + ", "
            + (finding.count() == 1 ? "once" : finding.count() + " times")
            + ")");
    json.name("locations").beginArray().beginObject();
    place(json, finding);
    json.name("logicalLocations").beginArray().beginObject();
    json.name("fullyQualifiedName").value(finding.recordType());
    json.name("kind").value("resource");
    json.endObject().endArray();
    json.endObject().endArray();
    json.name("partialFingerprints").beginObject();
    json.name("racetrace/v1").value(finding.fingerprint().toString());
    json.endObject();
    standing(json, screening.standing(finding), screening.isScreened());
    Exemplar exemplar = finding.exemplars().get(0);
    json.name("codeFlows").beginArray().beginObject();
    message(json, exemplar.sentence());
    json.name("threadFlows").beginArray();
    for (int side = 0; side < exemplar.sides().size(); side++) {
      thread(json, finding, side);
    }
    json.endArray().endObject().endArray();
    if (!links.isEmpty()) {
      json.name("hostedViewerUri").value(links.of(exemplar.sides().get(0)));
    }
    json.name("properties").beginObject();
    json.name("certainty").value(finding.certainty().name());
    json.name("severity").value(finding.severity().id());
    json.name("count").value(finding.count());
    json.name("page").value(PAGE + finding.rule().id() + ".md");
    json.name("playbook").value(finding.fingerprint().playbook(finding.rule().id()));
    if (!links.isEmpty()) {
      json.name("links").beginArray();
      exemplar.sides().forEach(side -> json.value(links.of(side)));
      json.endArray();
    }
    json.endObject();
    json.endObject();
  }

  private static void standing(JsonText json, Standing standing, boolean isScreened) {
    if (isScreened) {
      json.name("baselineState")
          .value(
              switch (standing.change()) {
                case NEW -> "new";
                case UNCHANGED -> "unchanged";
                case WORSE -> "updated";
              });
    }
    Suppression suppression = standing.suppression();
    if (suppression != null) {
      json.name("suppressions").beginArray().beginObject();
      json.name("kind").value("external");
      json.name("status").value("accepted");
      json.name("justification").value(suppression.words());
      json.endObject().endArray();
    }
  }

  /** How loudly to say it: what happened is worse than what could have. */
  private static String level(Finding finding) {
    if (finding.certainty() == Certainty.LATENT || finding.severity() == Severity.LOW) {
      return "note";
    }
    return finding.certainty().isAtLeast(Certainty.LIKELY) ? "error" : "warning";
  }

  private void thread(JsonText json, Finding finding, int index) {
    Exemplar exemplar = finding.exemplars().get(0);
    Side side = exemplar.sides().get(index);
    String name = index == 0 ? "A" : "B";
    json.beginObject();
    json.name("id").value(name);
    message(json, name + " " + side.service() + "  " + side.entryPoint() + "  " + side.traceId());
    json.name("locations").beginArray();
    List<Step> steps = exemplar.explanation().steps();
    boolean isEmpty = true;
    for (int order = 0; order < steps.size(); order++) {
      Step step = steps.get(order);
      if (step.side().equals(name)) {
        isEmpty = false;
        step(json, finding, order + 1, side.service() + ": " + step.action(), step.remark());
      }
    }
    if (isEmpty) {
      step(json, finding, steps.size() + 1, side.service() + ": " + side.entryPoint(), "");
    }
    json.endArray();
    json.endObject();
  }

  private void step(JsonText json, Finding finding, int order, String action, String remark) {
    json.beginObject();
    json.name("executionOrder").value(order);
    json.name("location").beginObject();
    place(json, finding);
    message(json, remark.isEmpty() ? action : action + "  " + remark);
    json.endObject();
    json.endObject();
  }

  private void place(JsonText json, Finding finding) {
    Breach contract = finding.contract();
    String at = contract == null ? file : uri(contract.owners().declared().file());
    int line = contract == null ? 1 : contract.owners().declared().line();
    json.name("physicalLocation").beginObject();
    json.name("artifactLocation").beginObject().name("uri").value(at).endObject();
    json.name("region").beginObject().name("startLine").value(line).endObject();
    json.endObject();
  }

  /** A file name as a relative reference: spaces and the like are written as RFC 3986 wants. */
  private static String uri(String file) {
    try {
      return new URI(null, null, file.replace('\\', '/'), null).getRawPath();
    } catch (URISyntaxException e) {
      return file;
    }
  }

  private static void message(JsonText json, String text) {
    json.name("message").beginObject().name("text").value(text).endObject();
  }
}
