package io.racetrace.testing;

import static io.racetrace.testing.Concurrently.concurrently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.racetrace.finding.Certainty;
import io.racetrace.report.Baseline;
import io.racetrace.report.BaselineFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TraceRecorderTest {

  @RegisterExtension final TraceRecorder traces = TraceRecorder.inProcess();

  private final PointsService orders = new PointsService("order-service", traces.spanProcessor());
  private final PointsService referrals =
      new PointsService("referral-service", traces.spanProcessor());

  @Test
  void calls_one_after_the_other_fail_by_what_they_could_have_done() throws Exception {
    orders.readAndWrite("points", "42");
    // As long as the shortest answer over a network takes, and longer than clocks are off.
    Thread.sleep(5);
    referrals.readAndWrite("points", "42");
    assertThatThrownBy(() -> assertThat(traces).hasNoRaceOn("points"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected: no race on points")
        .hasMessageContaining("latent-race LATENT on postgresql/shop/points")
        .hasMessageContaining("order-service")
        .hasMessageContaining("spans are in ");
    assertThat(traces).countingOnly(Certainty.POSSIBLE).hasNo("lost-update");
  }

  @Test
  void one_statement_is_no_race() {
    orders.add("points", "42");
    referrals.add("points", "42");
    assertThat(traces).hasNo("lost-update", "latent-race").hasCoverageOfAtLeast(1);
  }

  @Test
  void a_single_writer_is_told_from_two() {
    orders.add("points", "42");
    assertThat(traces)
        .hasSingleWriterOf("points")
        .hasSingleWriterOf("shop/points", "order-service");
    referrals.add("points", "43");
    assertThatThrownBy(() -> assertThat(traces).hasSingleWriterOf("points"))
        .hasMessageContaining(
            "postgresql/shop/points is written by order-service (1 times) and referral-service");
  }

  @Test
  void both_sides_are_held_until_both_are_there() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    concurrently(
        () -> {
          both.countDown();
          both.await();
          orders.readAndWrite("points", "42");
        },
        () -> {
          both.countDown();
          both.await();
          referrals.readAndWrite("points", "42");
        });
    assertThat(traces.report().coverage().traces()).isEqualTo(2);
  }

  @Test
  void what_a_side_threw_comes_out() {
    assertThatThrownBy(
            () ->
                concurrently(
                    () -> {
                      throw new java.io.IOException("one");
                    },
                    () -> {
                      throw new IllegalStateException("other");
                    }))
        .isInstanceOf(java.io.IOException.class)
        .hasSuppressedException(new IllegalStateException("other"));
  }

  @Test
  void nothing_recorded_is_not_clean() throws Exception {
    try (TraceRecorder silent = TraceRecorder.otlp().waitingAtMost(Duration.ofMillis(100))) {
      assertThatThrownBy(() -> assertThat(silent).hasNoRace())
          .hasMessageContaining("INCONCLUSIVE, there were no spans to look at")
          .hasMessageContaining(silent.endpoint().toString());
    }
  }

  @Test
  void a_trace_that_is_torn_is_told() throws Exception {
    try (TraceRecorder others = TraceRecorder.otlp().waitingAtMost(Duration.ofSeconds(1));
        PointsService service = sendingTo(others)) {
      service.readAndWrite(
          "points",
          "42",
          Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
      assertThatThrownBy(() -> assertThat(others).countingOnly(Certainty.PROVEN).hasNoRace())
          .hasMessageContaining("not all spans came in time")
          .hasMessageContaining(
              "trace 0af7651916cd43dd8448eb211c80319c: the parent b7ad6b7169203331 of"
                  + " 'POST /points/{id}' in points-service");
    }
  }

  @Test
  void a_header_of_the_recorder_begins_a_trace() throws Exception {
    try (TraceRecorder others = TraceRecorder.otlp();
        PointsService service = sendingTo(others)) {
      service.readAndWrite("points", "42", Map.of("traceparent", others.traceparent()));
      assertThat(others).hasRaceOn("points", "latent-race", Certainty.LATENT);
    }
  }

  private static PointsService sendingTo(TraceRecorder recorder) {
    return new PointsService(
        "points-service",
        SimpleSpanProcessor.create(
            OtlpHttpSpanExporter.builder()
                .setEndpoint(recorder.endpoint() + "/v1/traces")
                .build()));
  }

  @Test
  void a_guard_that_nobody_knows_is_named_among_those_that_are() {
    orders.add("points", "42");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assertThat(traces).hasPrevented("points", "version"))
        .withMessageContaining("'version' is none of version-predicate, row-lock");
  }

  @Test
  void what_a_recorder_has_not_got_it_says() {
    assertThatIllegalStateException().isThrownBy(traces::endpoint);
    assertThatIllegalStateException()
        .isThrownBy(() -> TraceRecorder.file(java.nio.file.Path.of("x")).spanProcessor());
  }

  @Test
  void what_a_baseline_knows_or_an_exception_is_for_does_not_fail(@TempDir Path folder)
      throws Exception {
    orders.readAndWrite("points", "42");
    Thread.sleep(5);
    referrals.readAndWrite("points", "42");
    Path known = folder.resolve("known.txt");
    Files.writeString(known, BaselineFile.text(Baseline.of(traces.report())));

    assertThat(traces).knowing(known).hasNoRaceOn("points");
    LocalDate today = LocalDate.now(Clock.systemUTC());
    assertThat(traces).excepting("points", today, "OPS-412").hasNoRaceOn("points");
    assertThatThrownBy(
            () ->
                assertThat(traces)
                    .knowing(known)
                    .excepting("points", today.minusDays(2), "OPS-412")
                    .hasNoRaceOn("points"))
        .hasMessageContaining("excepting(\"points\"): the exception ended on ")
        .hasMessageContaining("so it is back; it was: OPS-412");
    Files.writeString(known, "x");
    assertThatThrownBy(() -> assertThat(traces).knowing(known))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("known.txt:1:1: no baseline");
  }

  @Test
  void how_long_a_lock_is_held_and_how_often_is_tried_can_be_asserted() {
    orders.add("points", "42");
    assertThat(traces).takesAtMostAttempts("points", 1);
    assertThatThrownBy(
            () -> assertThat(traces).holdsNoLockLongerThan("points", Duration.ofMillis(50)))
        .hasMessageContaining("INCONCLUSIVE, no lock on points is seen");
  }
}
