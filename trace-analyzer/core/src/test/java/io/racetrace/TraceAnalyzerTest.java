package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.racetrace.detect.LostUpdate;
import io.racetrace.detect.RecordDetector;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.Report;
import io.racetrace.report.Verdict;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TraceAnalyzerTest {

  private static final String RACE =
      """
      record postgresql/shop/loyalty_account 42 balance
      A referral-service/ref-1 request "POST /referrals/{id}/activate"
      B order-service/ord-1 event "process order.placed"

        0.0 A read 100 v1
       30.0 B read 100 v1
       60.0 B write 250 v2 based on 100 v1
      100.0 A write 500 v3 based on 100 v1
      """;

  private final List<Span> race = Timeline.parse(RACE).spans();

  @Test
  void a_lost_update_is_proven_and_measured() {
    Finding finding = lostUpdate(TraceAnalyzer.builder().build().analyze(race));
    assertThat(finding.certainty()).isEqualTo(Certainty.PROVEN);
    assertThat(finding.summary())
        .isEqualTo(
            "referral-service overwrote a change by order-service: 150 of balance are gone"
                + " (250 became 500)");
    assertThat(finding.impact().lostAmount()).hasToString("{balance=150}");
    assertThat(finding.services()).containsExactly("order-service", "referral-service");
  }

  @Test
  void traces_alone_decide_when_nothing_is_stated() {
    List<Span> stripped = race.stream().map(TraceAnalyzerTest::stripped).toList();
    Finding finding = lostUpdate(TraceAnalyzer.builder().build().analyze(stripped));
    // Nobody shows where transactions end, so nobody knows that both writes took effect.
    assertThat(finding.certainty()).isEqualTo(Certainty.POSSIBLE);
    assertThat(finding.impact().unmeasured()).isEqualTo(1);
  }

  @Test
  void a_service_that_shows_its_commits_makes_the_rest_autocommit() {
    String withCommits =
        RACE
            + """
            C referral-service/ref-1 request "GET /other"
            D order-service/ord-1 request "GET /other"
            300.0 C sql "SELECT 1"
            301.0 C commit
            300.0 D sql "SELECT 1"
            301.0 D commit
            """;
    List<Span> stripped =
        Timeline.parse(withCommits).spans().stream().map(TraceAnalyzerTest::stripped).toList();
    Finding finding = lostUpdate(TraceAnalyzer.builder().build().analyze(stripped));
    assertThat(finding.certainty()).isEqualTo(Certainty.LIKELY);
    Finding unsure =
        lostUpdate(
            TraceAnalyzer.builder().maxClockSkew(Duration.ofMillis(65)).build().analyze(stripped));
    assertThat(unsure.certainty()).isEqualTo(Certainty.POSSIBLE);
  }

  @Test
  void all_exemplars_are_told_if_asked_for() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      many.append("A").append(i).append(" a/1 request \"POST /a\"\n");
      many.append("B").append(i).append(" b/1 request \"POST /b\"\n");
    }
    for (int i = 0; i < 200; i++) {
      int v = 1 + 2 * i;
      many.append(
          String.format(
              "%d A%d read 100 v%d%n%d B%d read 100 v%d%n", i * 50, i, v, i * 50 + 1, i, v));
      many.append(
          String.format(
              "%d A%d write 110 v%d based on 100 v%d%n%d B%d write 100 v%d based on 100 v%d%n",
              i * 50 + 2, i, v + 1, v, i * 50 + 3, i, v + 2, v));
    }
    List<Span> spans = Timeline.parse("record postgresql/shop/account 42 balance\n" + many).spans();
    Finding few = lostUpdate(TraceAnalyzer.builder().build().analyze(spans));
    Finding all =
        lostUpdate(TraceAnalyzer.builder().exemplars(Integer.MAX_VALUE).build().analyze(spans));
    assertThat(few.exemplars()).hasSize(3);
    assertThat(all.exemplars()).hasSize(200);
    assertThat(all.exemplars().subList(0, 3)).isEqualTo(few.exemplars());
    assertThat(few.impact()).isEqualTo(all.impact());
    assertThat(few.impact().records()).isEqualTo(1);
    assertThat(few.count()).isEqualTo(200);
  }

  @Test
  void the_text_of_a_history_reads_back_to_the_same_findings() {
    Timeline timeline = Timeline.parse(RACE);
    Timeline again = Timeline.parse(timeline.toString());
    assertThat(again).isEqualTo(timeline);
  }

  @Test
  void nothing_at_all_is_inconclusive() {
    Report report = TraceAnalyzer.builder().build().analyze(List.of());
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void input_that_is_known_to_be_incomplete_is_never_clean() throws IOException {
    SpanSource source =
        sink -> {
          Timeline.parse(
                  """
                  record postgresql/shop/account 42 balance
                  A a/1 request "POST /a"
                  0 A read 100 v1
                  1 A write 110 v2 based on 100 v1
                  """)
              .spans()
              .forEach(sink::span);
          sink.diagnostic(
              new Diagnostic(Diagnostic.Kind.TRUNCATED_ANSWER, "jaeger", 1, "more than 100"));
        };
    Report report = TraceAnalyzer.builder().build().analyze(source);
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.coverage().truncated()).isTrue();
  }

  @Test
  void a_detector_that_fails_is_a_diagnostic_and_the_others_go_on() {
    RecordDetector failing =
        new RecordDetector() {
          @Override
          public Rule rule() {
            return new Rule("failing", "fails", "-");
          }

          @Override
          public List<Finding> detect(History history, HappensBefore order) {
            throw new IllegalStateException("broken");
          }
        };
    Report report =
        TraceAnalyzer.builder().detectors(List.of(failing, new LostUpdate())).build().analyze(race);
    assertThat(report.diagnostics())
        .extracting(Diagnostic::kind)
        .containsExactly(Diagnostic.Kind.DETECTOR_FAILED);
    assertThat(report.findings()).hasSize(1);
    assertThat(report.isConclusive()).isFalse();
  }

  @Test
  void the_same_key_in_another_database_is_another_record() {
    List<Span> elsewhere =
        Timeline.parse(RACE.replace("/shop/", "/other/")).spans().stream()
            .filter(span -> span.instance().service().equals("order-service"))
            .toList();
    List<Span> here =
        race.stream().filter(span -> span.instance().service().equals("referral-service")).toList();
    List<Span> both = new ArrayList<>(elsewhere);
    both.addAll(here);
    assertThat(TraceAnalyzer.builder().build().analyze(both).hasFindings(Certainty.POSSIBLE))
        .isFalse();
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> TraceAnalyzer.builder().exemplars(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TraceAnalyzer.builder().maxClockSkew(Duration.ofMillis(-1)));
  }

  private static Finding lostUpdate(Report report) {
    return report.findings().stream()
        .filter(finding -> finding.rule().id().equals("lost-update"))
        .findFirst()
        .orElseThrow();
  }

  private static Span stripped(Span span) {
    Map<String, String> rest =
        span.attributes().entrySet().stream()
            .filter(attribute -> !attribute.getKey().startsWith("racetrace."))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        rest,
        span.links());
  }
}
