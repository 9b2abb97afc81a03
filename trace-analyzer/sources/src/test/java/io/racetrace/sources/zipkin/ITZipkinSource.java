package io.racetrace.sources.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.TraceAnalyzer;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.RealZipkin;
import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.sources.backend.Saved;
import io.racetrace.sources.file.FileSource;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Zipkin. */
class ITZipkinSource {

  @TempDir static Path folder;
  private static RealZipkin zipkin;

  private final Instant start = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.MILLIS);

  @BeforeAll
  static void startZipkin() throws Exception {
    zipkin = RealZipkin.start(folder);
  }

  @AfterAll
  static void stopZipkin() {
    if (zipkin != null) {
      zipkin.close();
    }
  }

  @Test
  void three_thousand_traces_within_a_second_all_come_back_at_a_depth_of_100() throws Exception {
    send("burst", 1, 3000, 333);

    CollectedSpans read =
        CollectedSpans.read(source().services(List.of("burst")).depth(100).build());

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).extracting(Span::traceId).doesNotHaveDuplicates().hasSize(3000);
    assertThat(read.spans).allSatisfy(span -> assertThat(span.resolution()).isEqualTo(1000));
  }

  @Test
  void more_traces_in_a_millisecond_than_the_depth_are_told_as_cut_off() throws Exception {
    send("instant", 10_001, 50, 0);

    CollectedSpans read =
        CollectedSpans.read(source().services(List.of("instant")).depth(10).build());

    assertThat(read.spans).hasSizeGreaterThanOrEqualTo(10);
    assertThat(read.diagnostics)
        .singleElement()
        .satisfies(
            diagnostic -> {
              assertThat(diagnostic.kind().id()).isEqualTo("truncated-answer");
              assertThat(diagnostic.where()).isEqualTo(zipkin.address + " service instant");
            });
  }

  @Test
  void traces_are_found_by_tags_and_by_ids() throws Exception {
    send("picked", 20_001, 5, 1000);

    CollectedSpans tagged =
        CollectedSpans.read(
            source().services(List.of("Picked")).tags(Map.of("number", "20003")).build());
    CollectedSpans named =
        CollectedSpans.read(
            source().traces(List.of(new TraceId(0, 20_002), new TraceId(1, 2))).build());

    assertThat(tagged.spans).extracting(Span::traceId).containsExactly(new TraceId(0, 20_003));
    assertThat(named.spans).extracting(Span::traceId).containsExactly(new TraceId(0, 20_002));
    assertThat(named.complaints())
        .containsExactly("missing-trace " + zipkin.address + " trace " + new TraceId(1, 2) + " 1");
  }

  @Test
  void a_saved_answer_gives_the_report_that_zipkin_itself_gives() throws Exception {
    send("saved", 30_001, 20, 1000);
    BackEndSource.Builder source = source().services(List.of("saved")).depth(7);
    Path file = folder.resolve("evidence.jsonl");
    Saved saved;
    try (OutputStream out = Files.newOutputStream(file)) {
      saved = source.build().save(out);
    }

    StringBuilder fromFile = new StringBuilder();
    StringBuilder fromZipkin = new StringBuilder();
    TraceAnalyzer analyzer = TraceAnalyzer.builder().build();
    new JsonReportWriter().write(analyzer.analyze(FileSource.of(file)), fromFile);
    new JsonReportWriter().write(analyzer.analyze(source.build()), fromZipkin);

    assertThat(saved).isEqualTo(new Saved(20, 20, List.of()));
    assertThat(fromFile).hasToString(fromZipkin.toString());
  }

  @Test
  void an_unknown_service_is_told() throws Exception {
    send("known", 40_001, 1, 0);

    assertThatThrownBy(() -> CollectedSpans.read(source().services(List.of("knwon")).build()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("knows no service 'knwon'; did you mean known or");
  }

  private BackEndSource.Builder source() {
    return ZipkinSource.at(zipkin.address).between(start.minusSeconds(1), start.plusSeconds(60));
  }

  /** Traces of one span each, so many microseconds apart. */
  private void send(String service, int firstId, int count, long microsApart) throws Exception {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, start);
    String spans =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    """
                    {"traceId":"%016x","id":"%016x","name":"work","timestamp":%d,"duration":7,\
                    "localEndpoint":{"serviceName":"%s"},"tags":{"number":"%d"}}"""
                        .formatted(
                            firstId + i,
                            firstId + i,
                            micros + i * microsApart,
                            service,
                            firstId + i))
            .collect(Collectors.joining(",", "[", "]"));
    HttpRequest request =
        HttpRequest.newBuilder(zipkin.address.resolve("/api/v2/spans"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(spans))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(202);
    awaitStored(client, "%016x".formatted(firstId + count - 1));
  }

  /** It stores what it has taken a moment later. */
  private static void awaitStored(HttpClient client, String lastId) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(zipkin.address.resolve("/api/v2/trace/" + lastId)).build();
    for (int i = 0; i < 300; i++) {
      if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    throw new IOException("Zipkin did not store the spans");
  }
}
