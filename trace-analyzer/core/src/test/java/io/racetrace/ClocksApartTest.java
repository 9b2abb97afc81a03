package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.finding.Finding;
import io.racetrace.order.Calls;
import io.racetrace.report.Report;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happened does not depend on what the clocks show, as long as calls tell how they stand. */
class ClocksApartTest {

  private static final long MILLI = 1_000_000;

  private static final String RACE =
      """
      record postgresql/shop/t 42 x
      A front/f request "GET /"
      B back/b request "POST /x"
       0 A sql "SELECT x FROM t WHERE id = ?" '42'
       2 B sql "SELECT x FROM t WHERE id = ?" '42'
       9 A sql "UPDATE t SET x = ? WHERE id = ?" '1' '42'
      14 B sql "UPDATE t SET x = ? WHERE id = ?" '2' '42'
      """;

  private static final ServiceInstance FRONT = new ServiceInstance("front", "f");
  private static final ServiceInstance BACK = new ServiceInstance("back", "b");

  @ParameterizedTest
  @ValueSource(longs = {-3_600_000, -40, -1, 1, 40, 3_600_000, 86_400_000})
  void clocks_that_are_apart_by_a_known_amount_change_no_verdict(long apartMillis) {
    List<String> agreeing = signature(report(0));
    assertThat(agreeing).isNotEmpty();
    assertThat(signature(report(apartMillis * MILLI))).isEqualTo(agreeing);
  }

  @Test
  void a_report_says_that_it_sets_a_clock_right() {
    Report report = report(3_600_000 * MILLI);
    assertThat(report.diagnostics())
        .extracting(diagnostic -> diagnostic.kind().id())
        .contains("clock-off");
    assertThat(report.clocks().measuredPairs()).isEqualTo(1);
    Finding lost =
        report.findings().stream()
            .filter(finding -> finding.rule().id().equals("lost-update"))
            .findFirst()
            .orElseThrow();
    assertThat(lost.exemplars().get(0).explanation().decidedBy())
        .contains("clocks agree", "measured from 40 calls");
  }

  private static Report report(long ahead) {
    List<Span> spans = new ArrayList<>();
    long first = Long.MAX_VALUE;
    for (Span span : Timeline.parse(RACE).spans()) {
      first = Math.min(first, span.interval().start());
      spans.add(span.instance().equals(BACK) ? shifted(span, ahead) : span);
    }
    spans.addAll(new Calls().bothWays(FRONT, BACK, first - 5000 * MILLI, 10, ahead).spans());
    return TraceAnalyzer.builder().build().analyze(spans);
  }

  private static Span shifted(Span span, long nanos) {
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        new Interval(span.interval().start() + nanos, span.interval().end() + nanos),
        span.status(),
        span.attributes(),
        span.links());
  }

  private static List<String> signature(Report report) {
    return report.findings().stream()
        .map(f -> f.rule().id() + f.certainty() + f.fingerprint() + f.count() + f.impact())
        .toList();
  }
}
