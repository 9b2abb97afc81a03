package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.sources.RealJaeger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings are published to a real Jaeger and seen through its interfaces. */
class ITPublish {

  private static final Pattern TRACE = Pattern.compile("trace ([0-9a-f]{32})");

  @TempDir static Path folder;
  private static RealJaeger jaeger;

  /** Traces of this test, in case that the Jaeger is not ours alone. */
  private static long traces = System.nanoTime();

  private Path spans;
  private Path report;

  @BeforeAll
  static void startJaeger() throws IOException {
    jaeger = RealJaeger.start(folder);
  }

  @AfterAll
  static void stopJaeger() {
    if (jaeger != null) {
      jaeger.close();
    }
  }

  @BeforeEach
  void analyze() throws IOException {
    traces += 10;
    spans = folder.resolve(traces + ".jsonl");
    report = folder.resolve(traces + ".json");
    Files.writeString(
        spans,
        SpanFile.racy()
            .replace(traceId(1), traceId(traces))
            .replace(traceId(2), traceId(traces + 1)));
    Run.of("analyze", spans.toString(), "--format", "json", "--out", report.toString());
  }

  @Test
  void a_finding_becomes_a_trace_with_both_sides_links_and_the_argument() throws Exception {
    String trace = published("--report", report.toString());

    String json = get("/api/v3/traces/" + trace);

    assertThat(names(json))
        .containsExactlyInAnyOrder("lost-update stated/users", "A POST /points", "B POST /points");
    assertThat(values(json, "racetrace.finding.side")).containsExactlyInAnyOrder("A", "B");
    assertThat(values(json, "racetrace.finding.service"))
        .containsExactlyInAnyOrder("order-service", "referral-service");
    assertThat(values(json, "racetrace.finding.fingerprint"))
        .hasSize(3)
        .containsOnly(fingerprint());
    assertThat(values(json, "racetrace.finding.certainty")).containsExactly("PROVEN");
    assertThat(values(json, "service.name")).containsOnly("racetrace");
    assertThat(json)
        .contains("A WRITE 500 based on 100", "B WRITE 250 based on 100", "because both")
        .contains("\"traceId\":\"" + traceId(traces) + "\",\"spanId\":\"")
        .contains("\"traceId\":\"" + traceId(traces + 1) + "\",\"spanId\":\"");
  }

  @Test
  void sides_stand_at_their_own_times() throws Exception {
    String trace = published("--report", report.toString());

    // A, referral-service, reads from 10 ms on, B from 0 on; what they wrote may have taken effect
    // until their requests ended, at 35 and 25 ms.
    assertThat(times(get("/api/traces/" + trace)))
        .containsExactlyInAnyOrder("0+35000", "10000+25000", "0+25000");
  }

  @Test
  void published_again_there_is_no_second_copy() throws Exception {
    String first = published("--report", report.toString());
    String again = published("--report", report.toString());
    Run asked = publish("--report", report.toString(), "--jaeger", jaeger.query.toString());
    String fromSpans = published(spans.toString());

    assertThat(List.of(again, fromSpans)).containsOnly(first);
    assertThat(asked.out())
        .contains("was there   trace " + first, "0 findings published, 2 were there");
    assertThat(names(get("/api/v3/traces/" + first))).hasSize(3);
    assertThat(times(get("/api/traces/" + first))).hasSize(3);
  }

  @Test
  void a_back_end_that_is_asked_and_has_nothing_gets_it() throws Exception {
    Run run = publish("--report", report.toString(), "--jaeger", jaeger.query.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("published   trace", "2 findings published, 0 were there");
  }

  @Test
  void what_was_published_changes_no_later_report_of_the_same_back_end() throws Exception {
    String address = jaeger.query.toString();
    send(spans);
    String ids = traceId(traces) + "," + traceId(traces + 1);
    String before = analyzed(address, ids);

    String trace = published("--report", report.toString());
    String after = analyzed(address, ids + "," + trace);

    assertThat(before).contains("lost-update  PROVEN").doesNotContain("published-span");
    assertThat(after).contains("published-span  all input  3 times");
    assertThat(withoutInput(after)).isEqualTo(withoutInput(before));
  }

  @Test
  void the_links_of_a_report_open_in_the_real_interface() throws Exception {
    send(spans);
    String out = analyzed(jaeger.query.toString(), traceId(traces) + "," + traceId(traces + 1));
    List<String> links = all(out, " [AB]  (http\\S+/trace/\\S+)");

    assertThat(links).hasSize(4).allMatch(link -> link.contains("?uiFind="));
    for (String link : links) {
      assertThat(get(link.substring(jaeger.query.toString().length()))).contains("<html");
    }
  }

  @Test
  void a_page_for_browsers_is_not_taken_for_an_answer() {
    Run run = Run.of("publish", "--report", report.toString(), "--otlp", jaeger.query.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(jaeger.query + "/v1/traces", "is it the address of OTLP");
  }

  private static String analyzed(String address, String ids) {
    return Run.of("analyze", "--jaeger", address, "--trace-id", ids).out();
  }

  private static String withoutInput(String text) {
    return text.lines().filter(line -> !line.startsWith("input")).toList().toString();
  }

  private String published(String... arguments) {
    Run run = publish(arguments);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("2 findings published");
    Matcher trace = TRACE.matcher(run.out());
    assertThat(trace.find()).isTrue();
    return trace.group(1);
  }

  private Run publish(String... arguments) {
    List<String> all = new ArrayList<>(List.of("publish", "--otlp", jaeger.otlp.toString()));
    all.addAll(List.of(arguments));
    return Run.of(all.toArray(String[]::new));
  }

  private String fingerprint() throws IOException {
    Matcher found =
        Pattern.compile("\"fingerprint\": \"([0-9a-f]{16})\"").matcher(Files.readString(report));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static String traceId(long number) {
    return String.format("%032x", number);
  }

  private static void send(Path spans) throws Exception {
    for (String line : Files.readAllLines(spans)) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(jaeger.otlp + "/v1/traces"))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(line))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  private static String get(String path) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(jaeger.query.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static List<String> names(String json) {
    return all(json, "\"name\":\"((?:[AB]|lost-update) (?!READ|WRITE)[^\"]+)\"");
  }

  private static List<String> values(String json, String attribute) {
    return all(
        json,
        "\"key\":\"" + Pattern.quote(attribute) + "\",\"value\":\\{\"stringValue\":\"([^\"]*)\"");
  }

  /** Microseconds since the file's first instant, and how long. */
  private static List<String> times(String json) {
    List<String> times = new ArrayList<>();
    Matcher time = Pattern.compile("\"startTime\":(\\d+),\"duration\":(\\d+)").matcher(json);
    while (time.find()) {
      times.add(Long.parseLong(time.group(1)) - 1_767_225_600_000_000L + "+" + time.group(2));
    }
    return times;
  }

  private static List<String> all(String json, String pattern) {
    return Pattern.compile(pattern).matcher(json).results().map(found -> found.group(1)).toList();
  }
}
