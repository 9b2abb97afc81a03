package io.racetrace.sources.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.sources.Exporters;
import io.racetrace.sources.RealJaeger;
import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.sources.backend.Saved;
import io.racetrace.sources.file.FileSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence that was fetched from a real Jaeger and is used without it. */
class ITEvidence {

  @TempDir static Path folder;
  private static RealJaeger jaeger;
  private static String order = "";
  private static String referral = "";

  private static Instant start = Instant.EPOCH;

  @BeforeAll
  static void startJaegerAndRace() throws IOException {
    jaeger = RealJaeger.start(folder);
    start = Instant.now().minusSeconds(600);
    long startNanos = start.getEpochSecond() * 1_000_000_000L + start.getNano();
    String run = Long.toString(System.nanoTime(), 36);
    order = "order-" + run;
    referral = "referral-" + run;
    try (SdkTracerProvider first = Exporters.service(jaeger.otlp, order, "o-1", "gzip");
        SdkTracerProvider second = Exporters.service(jaeger.otlp, referral, "r-1", "gzip")) {
      // Both read 100 before either writes, 40 times.
      for (int i = 0; i < 40; i++) {
        long at = startNanos + i * 1_000_000_000L;
        change(first, "user-" + i, at, at + 20_000_123, "250");
        change(second, "user-" + i, at + 10_000_000, at + 30_000_456, "500");
      }
    }
  }

  @AfterAll
  static void stopJaeger() {
    if (jaeger != null) {
      jaeger.close();
    }
  }

  @Test
  void a_saved_answer_gives_the_report_that_jaeger_itself_gives() throws IOException {
    Path file = folder.resolve("evidence.jsonl");
    Saved saved = save(source(jaeger.query), file);

    String report = report(source(jaeger.query).build());

    assertThat(saved).isEqualTo(new Saved(80, 240, List.of()));
    assertThat(report).contains("lost-update").contains("RACES_FOUND");
    assertThat(report(FileSource.of(file))).isEqualTo(report);
  }

  @Test
  void it_holds_what_the_span_model_lacks() throws IOException {
    Path file = folder.resolve("whole.jsonl");
    save(source(jaeger.query), file);

    assertThat(file)
        .content()
        .contains("\"scope\":{\"name\":\"test\"")
        .contains("\"name\":\"lock taken\"")
        .contains("{\"intValue\":\"7\"}");
  }

  @Test
  void jaegers_user_interface_takes_it() throws Exception {
    Path file = folder.resolve("upload.jsonl");
    Saved saved = save(source(jaeger.query), file);

    assertThat(taken(file)).isEqualTo(saved.spans());
  }

  @Test
  void what_the_old_interface_gave_is_kept_with_its_rounding() throws Exception {
    Path file = folder.resolve("old.jsonl");
    try (WithoutV3 old = new WithoutV3(jaeger.query)) {
      Saved saved = save(source(old.address()), file);

      assertThat(saved.spans()).isEqualTo(240);
      assertThat(report(FileSource.of(file)))
          .isEqualTo(report(source(old.address()).build()))
          .contains("coarse-times");
      assertThat(taken(file)).isEqualTo(240);
    }
  }

  private static long taken(Path file) throws IOException, InterruptedException {
    long spans = 0;
    HttpClient client = HttpClient.newHttpClient();
    for (String line : Files.readAllLines(file)) {
      HttpRequest request =
          HttpRequest.newBuilder(jaeger.query.resolve("/api/transform"))
              .POST(HttpRequest.BodyPublishers.ofString(line))
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      spans += Pattern.compile("\"operationName\":").matcher(answer.body()).results().count();
    }
    return spans;
  }

  private static BackEndSource.Builder source(URI address) {
    return JaegerSource.at(address)
        .between(start.minusSeconds(1), start.plusSeconds(60))
        .services(List.of(order, referral))
        .depth(15);
  }

  private static Saved save(BackEndSource.Builder source, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      return source.build().save(out);
    }
  }

  private static String report(SpanSource source) throws IOException {
    StringBuilder json = new StringBuilder();
    new JsonReportWriter().write(TraceAnalyzer.builder().build().analyze(source), json);
    return json.toString();
  }

  private static void change(
      SdkTracerProvider service, String user, long read, long write, String written) {
    Span root = span(service, Context.root(), "POST /points", read - 5_000_000, user);
    Span reads = span(service, Context.root().with(root), "read users", read, user);
    reads.setAttribute("racetrace.access", "read").setAttribute("racetrace.value.read", "100");
    reads.addEvent("lock taken", Attributes.of(AttributeKey.longKey("waited"), 7L));
    reads.end(read + 1_000_000, TimeUnit.NANOSECONDS);
    Span writes = span(service, Context.root().with(root), "write users", write, user);
    writes.setAttribute("racetrace.access", "write").setAttribute("racetrace.value.read", "100");
    writes.setAttribute("racetrace.value.written", written);
    writes.end(write + 1_000_000, TimeUnit.NANOSECONDS);
    root.end(write + 5_000_000, TimeUnit.NANOSECONDS);
  }

  private static Span span(
      SdkTracerProvider service, Context parent, String name, long start, String user) {
    return service
        .get("test")
        .spanBuilder(name)
        .setParent(parent)
        .setAttribute("racetrace.record.type", "users")
        .setAttribute("racetrace.record.key", user)
        .setStartTimestamp(start, TimeUnit.NANOSECONDS)
        .startSpan();
  }
}
