package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Report;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two services whose spans tell neither server nor database may have one each. */
class NamelessStoreTest {

  private static final String RACE =
      """
      record postgresql/shop/account 42 balance
      A order-service/ord-1 request "POST /orders"
      B OTHER/pts-1 event "process order.paid"

        0.0 A sql "SELECT balance FROM account WHERE id = ?" '42'
       20.0 B sql "SELECT balance FROM account WHERE id = ?" '42'
       50.0 B sql "UPDATE account SET balance = ? WHERE id = ?" '250' '42'
       51.0 B commit
      120.0 A sql "UPDATE account SET balance = ? WHERE id = ?" '500' '42'
      121.0 A commit
      """;

  @Test
  void no_two_services_are_surely_accused_over_a_store_without_a_name() {
    Report report = analyze("points-service");
    assertThat(report.findings())
        .extracting(Finding::certainty)
        .isNotEmpty()
        .containsOnly(Certainty.POSSIBLE);
    assertThat(report.findings().get(0).exemplars().get(0).explanation().because())
        .anyMatch(reason -> reason.contains("is assumed"));
  }

  @Test
  void two_replicas_of_one_service_use_one_store_whatever_it_is_called() {
    assertThat(analyze("order-service").findings())
        .extracting(Finding::certainty)
        .containsExactly(Certainty.LIKELY);
  }

  private static Report analyze(String other) {
    List<Span> nameless =
        Timeline.parse(RACE.replace("OTHER", other)).spans().stream()
            .map(NamelessStoreTest::nameless)
            .toList();
    return TraceAnalyzer.builder().build().analyze(nameless);
  }

  private static Span nameless(Span span) {
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes.remove("db.namespace");
    attributes.remove("server.address");
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        attributes,
        span.links(),
        span.resolution());
  }
}
