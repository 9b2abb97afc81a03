package io.racetrace.cli;

import io.racetrace.finding.Finding;
import io.racetrace.report.Screening;
import java.io.IOException;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * What came of assertions as JSON, version 1. The schema is the resource {@code
 * racetrace-check.schema.json} beside this class.
 */
final class CheckJson {

  private static final String SCHEMA = "racetrace-check/1";

  private CheckJson() {}

  static void write(List<Checked> all, Screening screening, Appendable to) throws IOException {
    PrettyJson.write(
        SCHEMA,
        to,
        json -> {
          json.writeStringProperty("status", Checked.worst(all).name());
          json.writeArrayPropertyStart("assertions");
          all.forEach(checked -> assertion(json, checked));
          json.writeEndArray();
          json.writeArrayPropertyStart("leftOut");
          for (Finding finding : screening.whole().findings()) {
            if (!screening.standing(finding).counts()) {
              json.writeStartObject();
              FindingJson.fields(json, finding);
              json.writeStringProperty("why", screening.standing(finding).why());
              json.writeEndObject();
            }
          }
          json.writeEndArray();
        });
  }

  private static void assertion(JsonGenerator json, Checked checked) {
    json.writeStartObject();
    json.writeStringProperty("name", checked.result().name());
    json.writeStringProperty("status", checked.result().status().name());
    json.writeStringProperty("reason", checked.result().reason());
    json.writeStringProperty("file", checked.declared().file());
    json.writeNumberProperty("line", checked.declared().line());
    json.writeArrayPropertyStart("findings");
    for (Finding finding : checked.result().findings()) {
      json.writeStartObject();
      FindingJson.fields(json, finding);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
