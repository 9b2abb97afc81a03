package io.racetrace.sources.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.racetrace.sources.Checkout;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.Exporters;
import io.racetrace.sources.RealCollector;
import io.racetrace.sources.RealJaeger;
import io.racetrace.sources.file.FileSource;
import io.racetrace.sources.jaeger.JaegerSource;
import io.racetrace.sources.receive.OtlpReceiver;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code collector-config/jaeger.yaml}, run with a real Jaeger and our own receiver. */
class ITJaegerConfig {

  @TempDir Path folder;

  private final String service = "order-" + Long.toString(System.nanoTime(), 36);
  private final Instant start = Instant.now().minusSeconds(5);

  @Test
  void the_collector_finds_nothing_to_complain_of() throws IOException {
    assertThat(RealCollector.complaints("jaeger.yaml", folder, Map.of())).isEmpty();
  }

  @Test
  void a_receiver_that_comes_late_or_goes_keeps_nothing_from_jaeger() throws IOException {
    Path received = folder.resolve("received.jsonl");
    int port = Checkout.freePort();
    try (RealJaeger jaeger = RealJaeger.start(folder);
        RealCollector collector =
            RealCollector.start(
                "jaeger.yaml",
                folder,
                Map.of(
                    "RACETRACE_JAEGER_OTLP",
                    jaeger.otlp.toString(),
                    "RACETRACE_RECORD",
                    "http://127.0.0.1:" + port))) {
      send(collector, 300);
      awaitSpans(jaeger, 300);

      // It was not there until now, and still gets what was sent before.
      try (OtlpReceiver receiver = OtlpReceiver.listen(received, port)) {
        await().atMost(Duration.ofMinutes(1)).until(() -> receiver.spans() == 300);
        send(collector, 200);
        await().atMost(Duration.ofMinutes(1)).until(() -> receiver.spans() == 500);
      }
      awaitSpans(jaeger, 500);

      send(collector, 100);
      awaitSpans(jaeger, 600);

      assertThat(collector.warnings()).noneMatch(line -> line.contains("deprecated"));
      List<Span> recorded = CollectedSpans.read(FileSource.of(received)).spans;
      assertThat(recorded).hasSize(500).doesNotHaveDuplicates();
      assertThat(inJaeger(jaeger)).hasSize(600).containsAll(recorded);
    }
  }

  private void send(RealCollector collector, int spans) {
    try (SdkTracerProvider exporting =
        Exporters.service(collector.http, service, "ord-1", "gzip")) {
      for (int i = 0; i < spans; i++) {
        exporting.get("test").spanBuilder("work").setNoParent().startSpan().end();
      }
    }
  }

  private void awaitSpans(RealJaeger jaeger, int spans) {
    await().atMost(Duration.ofMinutes(1)).until(() -> inJaeger(jaeger).size() == spans);
  }

  private List<Span> inJaeger(RealJaeger jaeger) throws IOException {
    return CollectedSpans.read(
            JaegerSource.at(jaeger.query)
                .services(List.of(service))
                .between(start, Instant.now().plusSeconds(5))
                .build())
        .spans;
  }
}
