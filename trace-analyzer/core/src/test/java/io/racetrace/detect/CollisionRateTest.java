package io.racetrace.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Expectation;
import io.racetrace.finding.Finding;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Predictions against a simulation that knows, by its own count, which changes took effect in whose
 * window.
 */
class CollisionRateTest {

  private static final long SECOND = 1_000_000_000;

  private final List<Span> spans = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final Random random = new Random(20260131);
  private long ids;

  /** Times in nanoseconds. */
  private record Change(String path, int key, long read, long effect) {}

  @ParameterizedTest
  @CsvSource({"2, 3600", "6, 1200", "20, 400"})
  void prediction_and_count_agree_over_a_tenfold_range(int perSecond, int seconds) {
    arrive("POST /orders", perSecond, seconds, 12_000_000);
    arrive("POST /returns", perSecond / 2.0, seconds, 30_000_000);

    assertThat(predicted() / counted()).isBetween(0.85, 1.18);
  }

  @Test
  void one_path_that_is_split_into_two_has_the_same_losses_in_sum() {
    arrive("POST /orders", 20, 400, 12_000_000);
    double whole = predicted();
    spans.clear();
    changes.clear();
    arrive("POST /orders", 10, 400, 12_000_000);
    arrive("PUT /orders", 10, 400, 12_000_000);

    assertThat(predicted() / whole).isBetween(0.9, 1.1);
  }

  @Test
  void a_few_changes_have_no_rate() {
    arrive("POST /orders", 1, 5, 12_000_000);

    assertThat(expectation().perDay()).isNull();
  }

  private double predicted() {
    double sum = 0;
    for (Finding finding : findings()) {
      Expectation expected = Objects.requireNonNull(finding.expected());
      sum += Objects.requireNonNull(expected.perDay()) * expected.observedNanos() / 86_400e9;
    }
    return sum;
  }

  private Expectation expectation() {
    return Objects.requireNonNull(findings().get(0).expected());
  }

  private List<Finding> findings() {
    return TraceAnalyzer.builder()
        .detectors(List.of(new LatentRace()))
        .build()
        .analyze(spans)
        .findings();
  }

  /** R(U) < W(V) < W(U). */
  private double counted() {
    double losses = 0;
    for (Change overwriter : changes) {
      for (Change lost : changes) {
        if (overwriter.key == lost.key
            && overwriter.read < lost.effect
            && lost.effect < overwriter.effect) {
          losses++;
        }
      }
    }
    return losses;
  }

  private void arrive(String path, double perSecond, int seconds, long meanWindow) {
    double now = 0;
    while (true) {
      now += -Math.log(1 - random.nextDouble()) / perSecond;
      if (now > seconds) {
        return;
      }
      // Some keys come more often than others, and some windows are longer.
      int key = (int) Math.pow(12, random.nextDouble());
      long window = (long) (meanWindow * (0.5 + random.nextDouble()));
      long read = (long) (now * SECOND);
      changes.add(new Change(path, key, read, read + window));
      trace(path, key, read, read + window);
    }
  }

  private void trace(String path, int key, long read, long effect) {
    TraceId trace = new TraceId(3, ++ids);
    SpanId entry = new SpanId(++ids);
    String[] words = path.split(" ", -1);
    span(
        trace,
        entry,
        null,
        SpanKind.SERVER,
        read,
        effect,
        Map.of("http.request.method", words[0], "http.route", words[1]));
    sql(trace, entry, "SELECT stock FROM products WHERE id = ?", read, read + 100_000, key);
    long write = effect - 300_000;
    sql(trace, entry, "UPDATE products SET stock = ? WHERE id = ?", write, write + 100_000, 7, key);
    sql(trace, entry, "COMMIT", effect - 1, effect);
  }

  private void sql(
      TraceId trace, SpanId parent, String text, long start, long end, Object... parameters) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("db.system.name", "postgresql");
    attributes.put("db.namespace", "shop");
    attributes.put("server.address", "db");
    attributes.put("db.query.text", text);
    for (int i = 0; i < parameters.length; i++) {
      attributes.put("db.query.parameter." + i, parameters[i].toString());
    }
    span(trace, new SpanId(++ids), parent, SpanKind.CLIENT, start, end, attributes);
  }

  private void span(
      TraceId trace,
      SpanId id,
      @Nullable SpanId parent,
      SpanKind kind,
      long start,
      long end,
      Map<String, String> attributes) {
    spans.add(
        new Span(
            trace,
            id,
            parent,
            new ServiceInstance("shop", "shop-1"),
            kind,
            attributes.getOrDefault("http.route", "sql"),
            new Interval(SECOND * 1_769_850_000 + start, SECOND * 1_769_850_000 + end),
            SpanStatus.UNSET,
            attributes,
            List.of()));
  }
}
