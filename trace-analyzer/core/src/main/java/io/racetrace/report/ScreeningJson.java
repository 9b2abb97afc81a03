package io.racetrace.report;

import io.racetrace.finding.Finding;
import io.racetrace.report.Baseline.Known;

/** What a baseline and suppressions say of a report; nothing where there are none. */
final class ScreeningJson {

  private ScreeningJson() {}

  static void standing(JsonText json, Finding finding, Screening screening) {
    if (!screening.isScreened()) {
      return;
    }
    Standing standing = screening.standing(finding);
    json.name("standing").beginObject();
    json.name("change").value(standing.change().id());
    json.name("counts").value(standing.counts());
    json.name("why").value(standing.why());
    Suppression suppression = standing.suppression();
    if (suppression != null) {
      json.name("exception").beginObject();
      json.name("reason").value(suppression.reason());
      json.name("until").value(suppression.until().toString());
      json.name("where").value(suppression.where());
      json.endObject();
    }
    json.endObject();
  }

  static void write(JsonText json, Screening screening) {
    if (!screening.isScreened()) {
      return;
    }
    json.name("screening").beginObject();
    json.name("counting").value(screening.report().findings().size());
    json.name("known").value(screening.known().size());
    json.name("excepted").value(screening.suppressed().size());
    json.name("gone").beginArray();
    for (Known known : screening.gone()) {
      json.beginObject();
      json.name("fingerprint").value(known.fingerprint());
      json.name("certainty").value(known.certainty().name());
      json.name("rule").value(known.rule());
      json.name("what").value(known.what());
      json.endObject();
    }
    json.endArray();
    json.name("notes").beginArray();
    screening.notes().forEach(json::value);
    json.endArray();
    json.endObject();
  }
}
