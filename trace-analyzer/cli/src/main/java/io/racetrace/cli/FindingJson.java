package io.racetrace.cli;

import io.racetrace.finding.Finding;
import tools.jackson.core.JsonGenerator;

/** So much of a finding that it is found again in a report, which tells the rest. */
final class FindingJson {

  private FindingJson() {}

  static void fields(JsonGenerator json, Finding finding) {
    json.writeStringProperty("fingerprint", finding.fingerprint().toString());
    json.writeStringProperty("rule", finding.rule().id());
    json.writeStringProperty("certainty", finding.certainty().name());
    json.writeStringProperty("severity", finding.severity().id());
    json.writeStringProperty("recordType", finding.recordType());
    json.writeStringProperty("summary", finding.summary());
    json.writeNumberProperty("count", finding.count());
  }
}
