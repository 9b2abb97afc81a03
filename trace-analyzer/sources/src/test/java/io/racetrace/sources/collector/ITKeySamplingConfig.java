package io.racetrace.sources.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.RealCollector;
import io.racetrace.sources.file.FileSource;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code collector-config/key-sampling.yaml}, run. */
class ITKeySamplingConfig {

  private static final int KEYS = 200;
  private static final List<String> SERVICES = List.of("order", "referral", "billing");

  @TempDir Path folder;

  private long nextSpan = 1;

  @Test
  void the_collector_finds_nothing_to_complain_of() throws IOException {
    assertThat(RealCollector.complaints("key-sampling.yaml", folder, Map.of())).isEmpty();
  }

  @Test
  void a_key_is_kept_with_all_its_traces_or_with_none() throws Exception {
    Set<String> sampled = new TreeSet<>();
    for (int key = 0; key < KEYS; key++) {
      if (sha256("account-" + key).matches("[0-3].*")) {
        sampled.add("account-" + key);
      }
    }
    // A quarter of 200, give or take three standard deviations: the test would say little else.
    assertThat(sampled).hasSizeBetween(32, 68);

    List<Span> read = through("[0-3]", this::sendKeyed);

    // Of each trace the entry, the stated access, and the other service's share.
    assertThat(read).hasSize(sampled.size() * SERVICES.size() * 3);
    Set<String> expected = new TreeSet<>();
    sampled.forEach(key -> SERVICES.forEach(service -> expected.add(key + " " + service)));
    Set<String> kept = new TreeSet<>();
    for (Span span : read) {
      if (span.attribute("racetrace.record.key") != null) {
        kept.add(span.attribute("racetrace.record.key") + " " + span.instance().service());
      }
    }
    assertThat(kept).isEqualTo(expected);
    assertThat(read).noneMatch(span -> span.attribute("racetrace.key.hash") != null);
  }

  @Test
  void the_longest_prefix_keeps_every_key() throws Exception {
    assertThat(through(".", this::sendKeyed)).hasSize(KEYS * SERVICES.size() * 3);
  }

  @Test
  void of_traces_without_a_key_those_that_write_are_kept() throws Exception {
    Map<String, String> sql = Map.of("db.system.name", "postgresql");
    List<Span> sent =
        List.of(
            alone(
                1,
                "update",
                Map.of("db.system.name", "postgresql", "db.query.text", "UPDATE a SET b = ?")),
            alone(
                2,
                "with",
                Map.of("db.system", "mysql", "db.statement", "WITH x AS (SELECT 1) DELETE FROM a")),
            alone(3, "HSET", Map.of("db.system", "redis", "db.operation", "HSET")),
            alone(
                4, "select", Map.of("db.system", "postgresql", "db.statement", " select b from a")),
            alone(
                5,
                "SELECT shop",
                Map.of("db.system.name", "postgresql", "db.operation.name", "SELECT")),
            alone(9, "set", Map.of("db.system", "redis", "db.statement", "SET order:42 ?")),
            alone(
                10,
                "set session",
                Map.of("db.system", "postgresql", "db.statement", "SET SESSION x = 1")),
            alone(11, "pool", Map.of("db.system", "postgresql", "db.statement", "")),
            alone(6, "COMMIT", sql),
            alone(7, "GET /orders", Map.of()),
            // A key that is not sampled, and the store's own span.
            alone(8, "write", Map.of("racetrace.record.key", unsampled())),
            alone(
                8,
                "update",
                Map.of("db.system.name", "postgresql", "db.query.text", "UPDATE a SET b = ?")));

    List<Span> read = through("0", collector -> Sending.spans(collector.http, sent));

    assertThat(read)
        .extracting(Span::name)
        .containsExactlyInAnyOrder("update", "with", "HSET", "set");
  }

  private interface Traffic {
    void send(RealCollector collector) throws IOException;
  }

  private List<Span> through(String prefix, Traffic traffic) throws IOException {
    try (RealCollector collector =
        RealCollector.start("key-sampling.yaml", folder, Map.of("RACETRACE_KEY_PREFIX", prefix))) {
      traffic.send(collector);
      // What is not decided yet is decided now.
      collector.stop();
      assertThat(collector.warnings()).isEmpty();
      return CollectedSpans.read(FileSource.of(collector.spans)).spans;
    }
  }

  /** For each key a trace of each service, whose spans come in three requests. */
  private void sendKeyed(RealCollector collector) throws IOException {
    List<Span> entries = new ArrayList<>();
    List<Span> accesses = new ArrayList<>();
    List<Span> others = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      for (int s = 0; s < SERVICES.size(); s++) {
        TraceId trace = new TraceId(key + 1, s + 1);
        String service = SERVICES.get(s);
        Span entry = span(trace, null, service, "POST", Map.of());
        entries.add(entry);
        accesses.add(
            span(
                trace,
                entry.spanId(),
                service,
                "write account",
                Map.of("racetrace.record.key", "account-" + key)));
        others.add(span(trace, entry.spanId(), "notification", "notify", Map.of()));
      }
    }
    Sending.spans(collector.http, others);
    Sending.spans(collector.http, entries);
    Sending.spans(collector.http, accesses);
  }

  private Span alone(long trace, String name, Map<String, String> attributes) {
    return span(new TraceId(7, trace), null, "order", name, attributes);
  }

  private Span span(
      TraceId trace,
      @Nullable SpanId parent,
      String service,
      String name,
      Map<String, String> attributes) {
    return new Span(
        trace,
        new SpanId(nextSpan++),
        parent,
        new ServiceInstance(service, "1"),
        SpanKind.INTERNAL,
        name,
        new Interval(1_767_225_600_000_000_000L, 1_767_225_600_000_001_000L),
        SpanStatus.UNSET,
        attributes,
        List.of());
  }

  private static String unsampled() throws NoSuchAlgorithmException {
    int key = 0;
    while (sha256("k" + key).startsWith("0")) {
      key++;
    }
    return "k" + key;
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
