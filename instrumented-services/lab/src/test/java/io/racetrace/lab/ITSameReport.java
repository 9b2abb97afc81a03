package io.racetrace.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.cli.RacetraceCommandLine;
import io.racetrace.finding.Finding;
import io.racetrace.lab.exhibit.HealthRecordExhibit;
import io.racetrace.lab.exhibit.LoadPlan;
import io.racetrace.lab.exhibit.LoyaltyPointsExhibit;
import io.racetrace.lab.stage.Lab;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.RealCollector;
import io.racetrace.sources.RealJaeger;
import io.racetrace.sources.RealZipkin;
import io.racetrace.sources.WrittenFormat;
import io.racetrace.sources.file.FileSource;
import io.racetrace.sources.jaeger.JaegerSource;
import io.racetrace.sources.receive.OtlpReceiver;
import io.racetrace.sources.zipkin.ZipkinSource;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One run of the lab, taken through every format and every back end that can be had. Where times
 * stay whole the report is the same to the byte. Where they are cut to microseconds it is the
 * report of the cut spans to the byte, says that they are, and tells of the same findings.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITSameReport {

  private static final LoadPlan LOAD = new LoadPlan("load", 20260401, 30, 300, 8);
  private static final Duration LONG = Duration.ofMinutes(2);

  private final HttpClient client = HttpClient.newHttpClient();
  private List<String> lines = List.of();
  private List<Span> spans = List.of();
  private String expected = "";
  private Instant from = Instant.EPOCH;
  private Instant to = Instant.EPOCH;

  @BeforeAll
  void run(@TempDir Path directory) throws IOException {
    HealthRecordExhibit health = new HealthRecordExhibit();
    LoyaltyPointsExhibit loyalty = new LoyaltyPointsExhibit();
    Path file = directory.resolve("spans.jsonl");
    from = Instant.now().minusSeconds(1);
    try (Lab lab =
        Lab.start(
            file,
            List.of(
                health.database("racy"),
                loyalty.database("racy"),
                loyalty.database("version-column")),
            Stream.of(health, loyalty).flatMap(exhibit -> exhibit.services().stream()).toList(),
            line -> {})) {
      health.load(lab, "racy", LOAD);
      loyalty.drill(lab, "racy", loyalty.drillKey());
      loyalty.load(lab, "racy", LOAD);
      loyalty.load(lab, "version-column", LOAD);
      lab.awaitSpans();
    }
    to = Instant.now().plusSeconds(1);
    lines = Files.readAllLines(file);
    spans = CollectedSpans.read(FileSource.of(file)).spans;
    expected = json(FileSource.of(file));
    assertThat(expected).contains("lost-update", "PROVEN");
  }

  @ParameterizedTest
  @EnumSource(WrittenFormat.class)
  void every_format_gives_the_same_report(WrittenFormat format) throws IOException {
    SpanSource written = FileSource.of(new ByteArrayInputStream(format.write(spans)), "written");

    if (format.resolution() == 1) {
      assertThat(json(written)).isEqualTo(expected);
    } else {
      assertSameButCoarse(written, format.hasLinks());
    }
  }

  @ParameterizedTest
  @CsvSource({"json, none", "proto, none", "json, zstd", "proto, zstd"})
  void a_collectors_files_give_the_same_report(
      String format, String compression, @TempDir Path folder) throws IOException {
    String exporter =
        "format: " + format + (compression.equals("none") ? "" : "\n    compression: zstd");
    try (RealCollector collector =
        RealCollector.start(
            "file.yaml", text -> text.replace("format: json", exporter), folder, Map.of())) {
      send(collector.http);
      collector.stop();

      assertThat(json(FileSource.of(collector.spans))).isEqualTo(expected);
    }
  }

  @Test
  void a_jaeger_behind_a_collector_gives_the_same_report_in_all_the_ways_it_can_be_asked(
      @TempDir Path folder) throws Exception {
    Path recorded = folder.resolve("recorded.jsonl");
    try (RealJaeger jaeger = RealJaeger.start(folder);
        OtlpReceiver receiver = OtlpReceiver.listen(recorded);
        RealCollector collector =
            RealCollector.start(
                "jaeger.yaml",
                folder,
                Map.of(
                    "RACETRACE_JAEGER_OTLP",
                    jaeger.otlp.toString(),
                    "RACETRACE_RECORD",
                    receiver.endpoint().toString()))) {
      send(collector.http);
      Awaitility.await().atMost(LONG).until(() -> receiver.spans() == spans.size());
      SpanSource source = JaegerSource.at(jaeger.query).between(from, to).depth(300).build();
      Awaitility.await()
          .atMost(LONG)
          .until(() -> CollectedSpans.read(source).spans.size() == spans.size());

      assertThat(json(FileSource.of(recorded))).as("recorded").isEqualTo(expected);
      assertThat(json(source)).as("asked by version 3").isEqualTo(expected);
      assertThat(json(FileSource.of(fetched(jaeger, folder)))).as("fetched").isEqualTo(expected);
      assertSameButCoarse(FileSource.of(downloaded(jaeger, folder)), true);
    }
  }

  @Test
  void a_zipkin_gives_the_same_findings(@TempDir Path folder) throws Exception {
    try (RealZipkin zipkin = RealZipkin.start(folder)) {
      byte[] traces = WrittenFormat.ZIPKIN_LINES.write(spans);
      String array = "[" + new String(traces, UTF_8).strip().replace("\n", ",") + "]";
      assertThat(post(zipkin.address.resolve("/api/v2/spans"), array)).isEqualTo(202);
      SpanSource source = ZipkinSource.at(zipkin.address).between(from, to).depth(300).build();
      Awaitility.await()
          .atMost(LONG)
          .until(() -> CollectedSpans.read(source).spans.size() == spans.size());

      Report report = analyzer().analyze(source);

      assertThat(findings(report)).isEqualTo(findings(analyzer().analyze(spans)));
      assertThat(report.diagnostics())
          .anyMatch(told -> told.kind() == Diagnostic.Kind.COARSE_TIMES)
          .anyMatch(told -> told.kind() == Diagnostic.Kind.NO_LINKS);
    }
  }

  /** Against the same spans with what the format lacks taken away. */
  private void assertSameButCoarse(SpanSource source, boolean hasLinks) throws IOException {
    Report report = analyzer().analyze(source);

    if (hasLinks) {
      assertThat(json(report)).isEqualTo(json(analyzer().analyze(cutToMicroseconds())));
    }
    assertThat(findings(report)).isEqualTo(findings(analyzer().analyze(spans)));
    assertThat(report.diagnostics())
        .anySatisfy(
            told -> {
              assertThat(told.kind()).isEqualTo(Diagnostic.Kind.COARSE_TIMES);
              assertThat(told.count()).isEqualTo(spans.size());
            });
  }

  private List<Span> cutToMicroseconds() {
    return spans.stream()
        .map(
            span ->
                new Span(
                    span.traceId(),
                    span.spanId(),
                    span.parent(),
                    span.instance(),
                    span.kind(),
                    span.name(),
                    cut(span.interval()),
                    span.status(),
                    span.attributes(),
                    span.links(),
                    1000))
        .toList();
  }

  /** As Jaeger has it: a start and a length, each cut. */
  private static Interval cut(Interval whole) {
    long start = whole.start() / 1000 * 1000;
    return new Interval(start, start + whole.nanos() / 1000 * 1000);
  }

  /** What a reader acts on: which rule, how sure, where, how often, what is lost. */
  private static List<String> findings(Report report) {
    return report.findings().stream().map(ITSameReport::told).sorted().toList();
  }

  private static String told(Finding finding) {
    return String.join(
        " ",
        finding.rule().id(),
        finding.byCertainty().toString(),
        finding.fingerprint().toString(),
        finding.recordType(),
        finding.columns().toString(),
        String.valueOf(finding.impact()));
  }

  private void send(URI collector) throws IOException {
    for (String line : lines) {
      assertThat(post(collector.resolve("/v1/traces"), line)).isEqualTo(200);
    }
  }

  /** The command as a user gives it. */
  private Path fetched(RealJaeger jaeger, Path folder) {
    Path file = folder.resolve("fetched.jsonl.gz");
    int exitCode =
        RacetraceCommandLine.create()
            .execute(
                "fetch",
                "--jaeger",
                jaeger.query.toString(),
                "--from",
                from.toString(),
                "--to",
                to.toString(),
                "--out",
                file.toString());
    assertThat(exitCode).isZero();
    return file;
  }

  /** What Jaeger's page downloads: each trace by its id, all in one file. */
  private Path downloaded(RealJaeger jaeger, Path folder) throws IOException {
    SortedSet<TraceId> traces = new TreeSet<>();
    spans.forEach(span -> traces.add(span.traceId()));
    List<String> data = new ArrayList<>();
    for (TraceId trace : traces) {
      String answer = get(jaeger.query.resolve("/api/traces/" + trace + "?raw=true"));
      assertThat(answer).startsWith("{\"data\":[").contains("],\"total\"");
      data.add(answer.substring("{\"data\":[".length(), answer.lastIndexOf("],\"total\"")));
    }
    return Files.writeString(
        folder.resolve("traces.json"), "{\"data\":[" + String.join(",", data) + "]}");
  }

  private int post(URI address, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return send(request).statusCode();
  }

  private String get(URI address) throws IOException {
    return send(HttpRequest.newBuilder(address).build()).body();
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static TraceAnalyzer analyzer() {
    return TraceAnalyzer.builder().build();
  }

  private static String json(SpanSource source) throws IOException {
    return json(analyzer().analyze(source));
  }

  private static String json(Report report) throws IOException {
    StringBuilder json = new StringBuilder();
    new JsonReportWriter().write(report, json);
    return json.toString();
  }
}
