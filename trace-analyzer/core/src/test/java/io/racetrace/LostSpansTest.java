package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.finding.Finding;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What was not done is only known of services whose spans are all there. */
class LostSpansTest {

  private static final String TURN_BY_TURN =
      """
      record postgresql/shop/health_record dev-1 changes
      A operator-service/op-1 request "POST /devices/{id}/maintenance"
      B ingress-service/ing-1 event "process telemetry"
      C operator-service/op-1 request "POST /devices/{id}/maintenance"

         0.0 A read 1 v1
         1.0 A write 2 v2 based on 1 v1
       100.0 B read 2 v2
       101.0 B write 3 v3 based on 2 v2
       200.0 C read 3 v3
       201.0 C write 4 v4 based on 3 v3
      """;

  private static final String REFUSED =
      """
      record postgresql/shop/account 42 balance
      A referral-service/ref-1 request "POST /activate" with http.response.status_code=200
      B order-service/ord-1 event "process order.placed"

       0.0 A read 100 v1
       5.0 B read 100 v1
      10.0 B write 250 v2 based on 100 v1 guard version-predicate rows 1
      11.0 A write based on 100 v1 guard version-predicate rows 0
      """;

  private static final String AGAIN =
      """
      12.0 A read 250 v2
      13.0 A write 350 v3 based on 250 v2 guard version-predicate rows 1
      """;

  private static List<String> found(String timeline, Predicate<Span> lost) {
    List<Span> spans = new ArrayList<>(Timeline.parse(timeline).spans());
    spans.removeIf(lost);
    return TraceAnalyzer.builder().build().analyze(spans).findings().stream()
        .filter(finding -> !finding.rule().id().equals("latent-race"))
        .map(finding -> finding.rule().id() + " " + finding.certainty())
        .toList();
  }

  private static Predicate<Span> stated(String name, int... which) {
    List<Integer> lost = Arrays.stream(which).boxed().toList();
    int[] seen = {0};
    return span ->
        span.kind() == SpanKind.INTERNAL
            && span.name().startsWith(name)
            && lost.contains(seen[0]++);
  }

  @Test
  void nobody_is_sure_that_a_service_that_loses_spans_had_no_guard() {
    assertThat(found(TURN_BY_TURN, span -> false)).containsExactly("ownership-conflict PROVEN");
    assertThat(found(TURN_BY_TURN, stated("read ", 2)))
        .containsExactly("ownership-conflict POSSIBLE");
    List<Span> torn = new ArrayList<>(Timeline.parse(TURN_BY_TURN).spans());
    torn.removeIf(stated("read ", 2));
    assertThat(TraceAnalyzer.builder().build().analyze(torn).findings())
        .filteredOn(finding -> finding.rule().id().equals("ownership-conflict"))
        .extracting(Finding::exemplars)
        .allSatisfy(
            exemplars ->
                assertThat(exemplars.toString()).contains("operator-service lack a parent of its"));
  }

  @Test
  void a_refusal_went_unnoticed_only_if_nothing_that_followed_may_be_missing() {
    assertThat(found(REFUSED, span -> false)).contains("lost-update LIKELY");
    assertThat(found(REFUSED + AGAIN, span -> false)).isEmpty();
    // The spans of the second attempt are there, and no longer belong to it.
    assertThat(found(REFUSED + AGAIN, stated("", 4, 5)))
        .noneMatch(each -> each.startsWith("lost-update"));
    // Of the second attempt only what the service itself states of its look is left.
    assertThat(
            found(
                REFUSED + AGAIN,
                stated("write ", 2).or(span -> span.name().equals("sql") && isLate(span))))
        .noneMatch(each -> each.startsWith("lost-update"));
  }

  @Test
  void a_service_that_loses_spans_may_have_noticed_in_spans_that_are_all_lost() {
    String elsewhere =
        REFUSED.replace(
                "B order-service",
                "C referral-service/ref-1 request \"POST /activate\"\nB order-service")
            + "500.0 C read 250 v2\n";
    assertThat(found(elsewhere, span -> false)).contains("lost-update LIKELY");
    assertThat(found(elsewhere, stated("read ", 2))).isEmpty();
  }

  private static boolean isLate(Span span) {
    return span.interval().start() % 1_000_000_000L > 11_500_000L;
  }
}
