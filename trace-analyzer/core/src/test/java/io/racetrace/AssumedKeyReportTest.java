package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.KeySource;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Report;
import io.racetrace.report.TextReportWriter;
import io.racetrace.report.Verdict;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Statements without parameters, as the stock agent writes them, below requests with an id. */
class AssumedKeyReportTest {

  private static final String SELECT = "select o.id, o.total from orders o where o.id=?";
  private static final String UPDATE = "update orders set total=? where id=?";

  private final List<Span> spans = new ArrayList<>();

  @Test
  void two_requests_for_one_path_may_have_lost_an_update_and_the_finding_says_why_it_is_unsure()
      throws IOException {
    request(1, "/orders/17", 0, SELECT, UPDATE);
    request(2, "/orders/17", 1, SELECT, UPDATE);
    Report report = TraceAnalyzer.builder().build().analyze(spans);
    Finding finding = report.findings().get(0);
    assertThat(finding.rule().id()).isEqualTo("lost-update");
    assertThat(finding.certainty()).isEqualTo(Certainty.POSSIBLE);
    assertThat(finding.exemplars().get(0).recordKey()).isEqualTo("17");
    assertThat(finding.exemplars().get(0).sides().get(0).keySource()).isEqualTo(KeySource.PATH);
    StringBuilder text = new StringBuilder();
    new TextReportWriter(false).write(report, text);
    assertThat(text).contains("no statement of A shows its key: it was taken from the path");
  }

  @Test
  void requests_for_two_paths_are_not_accused_and_not_cleared_either() {
    request(1, "/orders/17", 0, SELECT, UPDATE);
    request(2, "/orders/18", 1, SELECT, UPDATE);
    Report report = TraceAnalyzer.builder().build().analyze(spans);
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.coverage().writesWithKey()).isZero();
    assertThat(report.coverage().writes()).isEqualTo(2);
  }

  @Test
  void what_the_statement_says_of_its_columns_counts_for_an_assumed_key_too() {
    request(1, "/orders/17", 0, SELECT, "update orders set total=total+? where id=?");
    request(2, "/orders/17", 1, SELECT, "update orders set total=total+? where id=?");
    request(
        3,
        "/orders/18",
        0,
        SELECT,
        "update orders set total=?, version=? where id=? and version=?");
    request(
        4,
        "/orders/18",
        1,
        SELECT,
        "update orders set total=?, version=? where id=? and version=?");
    // That the first endpoint leaves the version alone may hurt the second some day: LATENT.
    assertThat(TraceAnalyzer.builder().build().analyze(spans).hasFindings(Certainty.POSSIBLE))
        .isFalse();
  }

  private void request(int trace, String path, int offset, String... statements) {
    TraceId traceId = new TraceId(1, trace);
    ServiceInstance instance = new ServiceInstance("shop", "shop-" + trace);
    long start = offset * 1_000_000L;
    spans.add(
        span(
            traceId,
            1,
            null,
            instance,
            SpanKind.SERVER,
            new Interval(start, start + 100_000_000),
            Map.of("http.route", "/orders/{id}", "url.path", path, "http.request.method", "PUT")));
    long at = start;
    for (String statement : statements) {
      at += 20_000_000;
      spans.add(
          span(
              traceId,
              spans.size() + 2,
              new SpanId(1),
              instance,
              SpanKind.CLIENT,
              new Interval(at, at + 2_000_000),
              Map.of("db.system.name", "postgresql", "db.query.text", statement)));
    }
  }

  private static Span span(
      TraceId traceId,
      long id,
      @Nullable SpanId parent,
      ServiceInstance instance,
      SpanKind kind,
      Interval interval,
      Map<String, String> attributes) {
    return new Span(
        traceId,
        new SpanId(id),
        parent,
        instance,
        kind,
        "span",
        interval,
        SpanStatus.UNSET,
        attributes,
        List.of());
  }
}
