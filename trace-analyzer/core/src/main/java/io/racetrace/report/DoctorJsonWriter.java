package io.racetrace.report;

import io.racetrace.history.Coverage;
import io.racetrace.history.ServiceCoverage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * What the input of a report can prove and which settings would open up the rest, as JSON, {@code
 * racetrace-doctor/1}; its schema lies beside this class as {@code racetrace-doctor.schema.json}.
 */
public final class DoctorJsonWriter {

  /** The version of the format; names and meanings within it stay. */
  public static final String SCHEMA = "racetrace-doctor/1";

  /** Cut, not rounded: a share is never shown as more than it is. */
  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.DOWN);

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Report report, Appendable out) throws IOException {
    Coverage coverage = report.coverage();
    JsonText json = new JsonText();
    CoverageJson coverageJson = new CoverageJson(json);
    json.beginObject();
    json.name("schema").value(SCHEMA);
    json.name("shares").beginObject();
    share(json, "coverage", coverage.writesWithKey(), coverage);
    share(json, "units", coverage.writesWithUnit(), coverage);
    share(json, "outcomes", coverage.writesWithOutcome(), coverage);
    share(json, "context", coverage.writesInWholeTraces(), coverage);
    json.endObject();
    json.name("totals").beginObject();
    coverageJson.totals(coverage);
    json.endObject();
    json.name("services").beginArray();
    for (ServiceCoverage service : coverage.services()) {
      json.beginObject();
      coverageJson.service(service);
      texts(json.name("emitters"), service.emitters());
      json.endObject();
    }
    json.endArray();
    coverageJson.rows(coverage);
    json.name("gaps").beginArray();
    for (Opening opening : Opening.of(coverage)) {
      opening(json, opening);
    }
    json.endArray();
    DiagnosticsJson.write(json, report.diagnostics());
    json.endObject();
    out.append(json.toString()).append('\n');
  }

  private static void share(JsonText json, String name, long part, Coverage coverage) {
    json.name(name);
    if (coverage.writes() == 0) {
      json.value((String) null);
    } else {
      json.value(
          BigDecimal.valueOf(part).divide(BigDecimal.valueOf(coverage.writes()), SIX_DIGITS));
    }
  }

  private static void opening(JsonText json, Opening opening) {
    json.beginObject();
    json.name("kind").value(opening.gap().id());
    json.name("service").value(opening.service());
    json.name("emitter").value(opening.emitter());
    json.name("writes").value(opening.writes());
    json.name("reads").value(opening.reads());
    json.name("why").value(opening.gap().why());
    json.name("setting").value(opening.remedy().setting());
    json.name("note").value(opening.remedy().note());
    texts(json.name("recordTypes"), opening.recordTypes());
    texts(json.name("statements"), opening.statements());
    json.name("furtherStatements").value(opening.furtherStatements());
    json.endObject();
  }

  private static void texts(JsonText json, Iterable<String> texts) {
    json.beginArray();
    texts.forEach(json::value);
    json.endArray();
  }
}
