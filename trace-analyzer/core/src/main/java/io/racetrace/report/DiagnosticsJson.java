package io.racetrace.report;

import java.util.List;

/** Diagnostics, alike in all JSON that tells them. */
final class DiagnosticsJson {

  private DiagnosticsJson() {}

  static void write(JsonText json, List<Diagnostic> diagnostics) {
    json.name("diagnostics").beginArray();
    for (Diagnostic diagnostic : diagnostics) {
      json.beginObject();
      json.name("kind").value(diagnostic.kind().id());
      json.name("where").value(diagnostic.where());
      json.name("count").value(diagnostic.count());
      json.name("detail").value(diagnostic.detail());
      json.endObject();
    }
    json.endArray();
  }
}
