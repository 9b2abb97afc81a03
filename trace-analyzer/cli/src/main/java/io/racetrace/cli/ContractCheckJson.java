package io.racetrace.cli;

import io.racetrace.cli.contract.ContractCheck;
import io.racetrace.cli.contract.ContractCheck.Excepted;
import io.racetrace.finding.Finding;
import io.racetrace.ownership.Ownership;
import io.racetrace.ownership.Ownerships;
import io.racetrace.ownership.SourceLine;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.Report;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import tools.jackson.core.JsonGenerator;

/**
 * Contracts beside what was seen as JSON, version 1. The schema is the resource {@code
 * racetrace-contract-check.schema.json} beside this class.
 */
final class ContractCheckJson {

  private static final String SCHEMA = "racetrace-contract-check/1";

  private ContractCheckJson() {}

  static void write(
      ContractCheck check, Ownerships ownerships, Report report, String status, Appendable to)
      throws IOException {
    PrettyJson.write(
        SCHEMA,
        to,
        json -> {
          json.writeStringProperty("status", status);
          json.writeBooleanProperty("conclusive", report.isConclusive());
          json.writeStringProperty("judgedAsOf", ownerships.day().toString());
          json.writeNumberProperty("tables", ownerships.all().size());
          json.writeArrayPropertyStart("violations");
          check.violations().forEach(violation -> violation(json, violation));
          json.writeEndArray();
          json.writeArrayPropertyStart("undeclared");
          for (Map.Entry<String, SortedMap<String, Long>> type : check.undeclared().entrySet()) {
            json.writeStartObject();
            json.writeStringProperty("recordType", type.getKey());
            json.writeObjectPropertyStart("writes");
            type.getValue().forEach(json::writeNumberProperty);
            json.writeEndObject();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("unseen");
          for (Ownership ownership : check.unseen()) {
            json.writeStartObject();
            json.writeStringProperty("table", ownership.table());
            place(json, ownership.declared());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("excepted");
          check.excepted().forEach(excepted -> excepted(json, excepted));
          json.writeEndArray();
          json.writeArrayPropertyStart("diagnostics");
          report.diagnostics().forEach(diagnostic -> diagnostic(json, diagnostic));
          json.writeEndArray();
        });
  }

  private static void violation(JsonGenerator json, Finding violation) {
    json.writeStartObject();
    FindingJson.fields(json, violation);
    json.writeArrayPropertyStart("services");
    violation.services().forEach(json::writeString);
    json.writeEndArray();
    place(json, Objects.requireNonNull(violation.contract()).owners().declared());
    json.writeEndObject();
  }

  private static void excepted(JsonGenerator json, Excepted excepted) {
    json.writeStartObject();
    json.writeStringProperty("recordType", excepted.recordType());
    json.writeStringProperty("service", excepted.exception().service());
    json.writeNumberProperty("writes", excepted.writes());
    json.writeStringProperty("until", excepted.exception().until().toString());
    json.writeStringProperty("reason", excepted.exception().reason());
    place(json, excepted.exception().declared());
    json.writeEndObject();
  }

  private static void diagnostic(JsonGenerator json, Diagnostic diagnostic) {
    json.writeStartObject();
    json.writeStringProperty("kind", diagnostic.kind().id());
    json.writeStringProperty("where", diagnostic.where());
    json.writeNumberProperty("count", diagnostic.count());
    json.writeStringProperty("detail", diagnostic.detail());
    json.writeEndObject();
  }

  private static void place(JsonGenerator json, SourceLine declared) {
    json.writeStringProperty("file", declared.file());
    json.writeNumberProperty("line", declared.line());
  }
}
