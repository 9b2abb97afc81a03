package io.racetrace.report;

import io.racetrace.advise.Advice;
import io.racetrace.advise.Contended;
import io.racetrace.advise.Cost;
import io.racetrace.advise.Distribution;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * Advice as JSON, version 1. The schema is the resource {@code racetrace-advice.schema.json} beside
 * this class. Times are nanoseconds, rates are in a second, shares from 0 to 1.
 */
public final class AdviceJsonWriter {

  /** The name and version of the format. */
  public static final String SCHEMA = "racetrace-advice/1";

  private static final MathContext SIX_DIGITS = new MathContext(6);

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Advisory advisory, Appendable out) throws IOException {
    JsonText json = new JsonText();
    json.beginObject();
    json.name("schema").value(SCHEMA);
    json.name("conclusive").value(advisory.report().isConclusive());
    json.name("coverage").beginObject();
    new CoverageJson(json).totals(advisory.report().coverage());
    json.endObject();
    json.name("advice").beginArray();
    for (Advice advice : advisory.advice()) {
      advice(json, advice);
    }
    json.endArray();
    DiagnosticsJson.write(json, advisory.report().diagnostics());
    json.endObject();
    out.append(json.toString()).append('\n');
  }

  private static void advice(JsonText json, Advice advice) {
    Contended measured = advice.measured();
    json.beginObject();
    json.name("recordType").value(measured.recordType());
    json.name("answer").value(advice.answer().id());
    json.name("inPlace").value(advice.isKept());
    json.name("page").value(advice.answer().page());
    texts(json.name("because"), advice.because());
    json.name("second").beginObject();
    json.name("answer").value(advice.second().strategy().id());
    json.name("when").value(advice.second().when());
    json.endObject();
    measured(json, measured);
    json.name("costs").beginArray();
    for (Cost cost : advice.costs()) {
      json.beginObject();
      json.name("answer").value(cost.strategy().id());
      number(json, "attempts", cost.attempts());
      number(json, "givenUp", cost.givenUp());
      number(json, "meanNanos", cost.meanNanos());
      number(json, "p99Nanos", cost.p99Nanos());
      json.endObject();
    }
    json.endArray();
    json.name("notObservable").beginArray();
    for (Advice.Unseen unseen : advice.unseen()) {
      json.beginObject();
      json.name("what").value(unseen.what());
      json.name("settledBy").value(unseen.settledBy());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  private static void measured(JsonText json, Contended measured) {
    json.name("measured").beginObject();
    json.name("kind").value(measured.isCopy() ? "copy" : "record");
    json.name("keys").value(measured.keys());
    json.name("changes").value(measured.changes());
    json.name("hottestKey").value(measured.keys() == 0 ? null : measured.hottestKey());
    json.name("lambda").beginObject();
    number(json, "p99Key", measured.p99PerSecond());
    number(json, "medianKey", measured.medianPerSecond());
    number(json, "hottestKey", measured.hottestPerSecond());
    json.endObject();
    distribution(json, "window", measured.window(), measured.windowsAcross());
    distribution(json, "hold", measured.hold(), measured.heldAcross());
    number(json, "lambdaW", measured.load());
    number(json, "utilisation", measured.utilisation());
    json.name("conflict").beginObject();
    json.name("attempts").value(measured.attempts());
    json.name("conflicts").value(measured.conflicts());
    number(json, "measured", measured.isMeasured() ? measured.measured() : Double.NaN);
    number(json, "predicted", measured.window().isEmpty() ? Double.NaN : measured.predicted());
    json.endObject();
    texts(json.name("remoteCalls"), measured.calls());
    texts(json.name("services"), measured.services());
    json.name("instances").value(measured.instances());
    json.name("fitsOneStatement").beginObject();
    json.name("answer")
        .value(measured.fit().answer().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.name("because").value(measured.fit().because());
    json.endObject();
    json.endObject();
  }

  /** Null where nothing was measured. */
  private static void distribution(JsonText json, String name, Distribution of, long across) {
    json.name(name);
    if (of.isEmpty()) {
      json.value((String) null);
      return;
    }
    json.beginObject();
    json.name("count").value(of.count());
    number(json, "meanNanos", of.mean());
    number(json, "p50Nanos", of.quantile(0.5));
    number(json, "p99Nanos", of.quantile(0.99));
    json.name("acrossCalls").value(across);
    json.endObject();
  }

  /** Null where it has no end, or is not known. */
  private static void number(JsonText json, String name, double value) {
    json.name(name);
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      json.value((String) null);
    } else {
      json.value(new BigDecimal(value).round(SIX_DIGITS));
    }
  }

  private static void texts(JsonText json, Iterable<String> texts) {
    json.beginArray();
    texts.forEach(json::value);
    json.endArray();
  }
}
