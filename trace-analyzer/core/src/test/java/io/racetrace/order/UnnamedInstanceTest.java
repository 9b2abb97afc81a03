package io.racetrace.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Report;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spans that name no instance may be of any number of replicas. */
class UnnamedInstanceTest {

  @Test
  void a_service_that_names_no_instance_is_not_one_clock() {
    String spans =
        """
        record postgresql/shop/account 42 balance
        A order-service/ord-1 request "POST /orders"
        B order-service/ord-2 request "POST /orders"

         0.0 A sql "SELECT balance FROM account WHERE id = ?" '42'
         4.0 A sql "UPDATE account SET balance = ? WHERE id = ?" '250' '42'
         4.4 A commit
         5.0 B sql "SELECT balance FROM account WHERE id = ?" '42'
         9.0 B sql "UPDATE account SET balance = ? WHERE id = ?" '500' '42'
         9.4 B commit
        """;
    List<Span> unnamed =
        Timeline.parse(spans).spans().stream()
            .map(span -> span.recordedBy(new ServiceInstance(span.instance().service(), "")))
            .toList();

    Report report = TraceAnalyzer.builder().build().analyze(unnamed);

    // As with two names: a few milliseconds apart, on clocks that may differ by more.
    assertThat(report.findings())
        .extracting(Finding::certainty)
        .contains(Certainty.POSSIBLE)
        .doesNotContain(Certainty.LIKELY, Certainty.PROVEN);
  }
}
