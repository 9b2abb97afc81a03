package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.report.Diagnostic;
import io.racetrace.report.Report;
import io.racetrace.report.Verdict;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two names of one server hide every race between the services that use them. */
class SplitTypesTest {

  private static final String RACE =
      """
      record postgresql/shop/account 42 balance
      A order-service/ord-1 request "POST /orders"
      B points-service/pts-1 event "process order.paid"

        0.0 A sql "SELECT balance FROM account WHERE id = ?" '42'
       20.0 B sql "SELECT balance FROM account WHERE id = ?" '42'
       50.0 B sql "UPDATE account SET balance = ? WHERE id = ?" '250' '42'
       51.0 B commit
      120.0 A sql "UPDATE account SET balance = ? WHERE id = ?" '500' '42'
      121.0 A commit
      """;

  @Test
  void tables_of_one_name_at_two_servers_are_told_with_the_way_to_say_that_they_are_one() {
    Report report = analyze(RACE, "db", "pooler");
    assertThat(report.findings()).allMatch(finding -> finding.services().size() == 1);
    assertThat(told(report, Diagnostic.Kind.TWO_SERVERS))
        .containsExactly(
            "order-service at db, points-service at pooler: taken for different records; if that"
                + " is one server, say --alias store:pooler=db");
  }

  @Test
  void a_store_that_is_not_told_may_be_the_one_that_is() {
    Report report = analyze(RACE, "db", null);
    assertThat(told(report, Diagnostic.Kind.UNTOLD_SERVER))
        .singleElement()
        .asString()
        .startsWith("points-service does not tell all of server.address and db.namespace");
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void one_service_on_many_servers_has_shards() {
    String one = RACE.replace("points-service", "order-service");
    for (String other : new String[] {"pooler", ""}) {
      Report report = analyze(one, "db", other.isEmpty() ? null : other);
      assertThat(told(report, Diagnostic.Kind.TWO_SERVERS)).isEmpty();
      assertThat(told(report, Diagnostic.Kind.UNTOLD_SERVER)).isEmpty();
    }
  }

  private static List<String> told(Report report, Diagnostic.Kind kind) {
    return report.diagnostics().stream()
        .filter(diagnostic -> diagnostic.kind() == kind)
        .map(Diagnostic::detail)
        .toList();
  }

  private static Report analyze(String timeline, @Nullable String first, @Nullable String second) {
    List<Span> spans =
        Timeline.parse(timeline).spans().stream()
            .map(span -> at(span, span.instance().instance().equals("ord-1") ? first : second))
            .toList();
    return TraceAnalyzer.builder().build().analyze(spans);
  }

  private static Span at(Span span, @Nullable String server) {
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes.remove("server.address");
    attributes.remove("server.port");
    if (server != null) {
      attributes.put("server.address", server);
    }
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
