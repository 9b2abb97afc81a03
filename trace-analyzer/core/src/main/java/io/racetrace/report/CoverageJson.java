package io.racetrace.report;

import io.racetrace.access.gap.Gap;
import io.racetrace.history.Coverage;
import io.racetrace.history.CoverageGap;
import io.racetrace.history.CoverageRow;
import io.racetrace.history.ServiceCoverage;
import io.racetrace.trace.Sampling;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Coverage as JSON. Nothing of it depends on who wrote the spans: not all formats tell, and the
 * report is the same whichever way the spans came.
 */
final class CoverageJson {

  private static final MathContext SIX_DIGITS = new MathContext(6);

  private final JsonText json;

  /** What is missing, whoever wrote the spans. */
  private record Missing(String service, String recordType, String statement, Gap gap) {

    static final Comparator<Missing> CANONICAL =
        Comparator.comparing(Missing::service)
            .thenComparing(missing -> missing.recordType.equals(CoverageRow.FURTHER))
            .thenComparing(Missing::recordType)
            .thenComparing(missing -> missing.gap.id())
            .thenComparing(Missing::statement);
  }

  CoverageJson(JsonText json) {
    this.json = json;
  }

  void write(Coverage coverage) {
    json.name("coverage").beginObject();
    totals(coverage);
    services(coverage);
    rows(coverage);
    gaps(coverage);
    json.endObject();
  }

  void totals(Coverage coverage) {
    json.name("spans").value(coverage.spans());
    json.name("traces").value(coverage.traces());
    json.name("accesses").value(coverage.accesses());
    json.name("writes").value(coverage.writes());
    json.name("writesWithKey").value(coverage.writesWithKey());
    json.name("writesWithUnit").value(coverage.writesWithUnit());
    json.name("writesWithOutcome").value(coverage.writesWithOutcome());
    json.name("writesInWholeTraces").value(coverage.writesInWholeTraces());
    json.name("reads").value(coverage.reads());
    json.name("readsWithKey").value(coverage.readsWithKey());
    json.name("orphanSpans").value(coverage.orphanSpans());
    json.name("truncated").value(coverage.truncated());
  }

  private void services(Coverage coverage) {
    json.name("services").beginArray();
    for (ServiceCoverage service : coverage.services()) {
      json.beginObject();
      service(service);
      json.endObject();
    }
    json.endArray();
  }

  void service(ServiceCoverage service) {
    json.name("service").value(service.service());
    json.name("spans").value(service.spans());
    json.name("orphanSpans").value(service.orphanSpans());
    json.name("consumers").value(service.consumers());
    json.name("causelessConsumers").value(service.causelessConsumers());
    json.name("resolutionNanos").value(service.resolution());
    Sampling sampling = service.sampling();
    json.name("samplingProbability");
    if (sampling == null) {
      json.value((String) null);
    } else {
      json.value(new BigDecimal(sampling.probability()).round(SIX_DIGITS).stripTrailingZeros());
    }
  }

  void rows(Coverage coverage) {
    json.name("rows").beginArray();
    for (CoverageRow row : coverage.rows()) {
      json.beginObject();
      json.name("service").value(row.service());
      json.name("recordType").value(row.recordType());
      json.name("keyColumns").value(row.keyColumns());
      json.name("writes").value(row.writes());
      json.name("writesWithKey").value(row.writesWithKey());
      json.name("writesWithUnit").value(row.writesWithUnit());
      json.name("writesWithOutcome").value(row.writesWithOutcome());
      json.name("writesInWholeTraces").value(row.writesInWholeTraces());
      json.name("reads").value(row.reads());
      json.name("readsWithKey").value(row.readsWithKey());
      json.name("insertsWithoutKey").value(row.insertsWithoutKey());
      json.endObject();
    }
    json.endArray();
  }

  private void gaps(Coverage coverage) {
    Map<Missing, long[]> missing = new TreeMap<>(Missing.CANONICAL);
    for (CoverageGap gap : coverage.gaps()) {
      long[] counts =
          missing.computeIfAbsent(
              new Missing(gap.service(), gap.recordType(), gap.statement(), gap.gap()),
              unseen -> new long[2]);
      counts[0] += gap.writes();
      counts[1] += gap.reads();
    }
    json.name("gaps").beginArray();
    missing.forEach(
        (what, counts) -> {
          json.beginObject();
          json.name("kind").value(what.gap.id());
          json.name("service").value(what.service);
          json.name("recordType").value(what.recordType);
          json.name("statement").value(what.statement);
          json.name("writes").value(counts[0]);
          json.name("reads").value(counts[1]);
          json.name("why").value(what.gap.why());
          json.name("openedBy").value(what.gap.openedBy());
          json.endObject();
        });
    json.endArray();
  }
}
