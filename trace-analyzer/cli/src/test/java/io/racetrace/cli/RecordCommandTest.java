package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RecordCommandTest {

  private static final Pattern HTTP = Pattern.compile("(http://\\S+) \\(OTLP/HTTP\\)");

  private static final String RACY_SPANS =
      String.valueOf(SpanFile.racy().split("\"spanId\"", -1).length - 1);

  @TempDir Path folder;
  private Path out;

  /** What the command that is running complains of. */
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void name() {
    out = folder.resolve("spans.jsonl");
  }

  @Test
  void it_ends_by_itself_after_the_time_and_says_what_to_check_if_nothing_came() {
    Run run = record("--for", "10ms");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("recording spans into " + out + "; Ctrl-C ends it\n  listens on   http://127.")
        .contains("(OTLP/gRPC)", "(OTLP/HTTP)", "OTEL_EXPORTER_OTLP_ENDPOINT=", "exporters: {")
        .contains("0 spans, 0 B, in " + out, "nothing came; check");
    assertThat(out).isEmptyFile();
  }

  @Test
  void it_ends_by_itself_after_enough_spans_and_names_the_next_step() throws Exception {
    Run run = recordWhile(RecordCommandTest::sendRacySpans);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).containsPattern("\\d+ spans, [\\d.]+ kB from \\S+.*, in ");
    assertThat(run.out()).endsWith("now  racetrace analyze " + out + "\n");
    assertThat(Run.of("analyze", out.toString()).out()).contains("lost-update  PROVEN");
  }

  @Test
  void refused_requests_are_told_at_once_and_at_the_end() throws Exception {
    Run run =
        recordWhile(
            endpoint -> {
              send(endpoint, "/v1/metrics", "{}");
              await().until(() -> err.toString().contains("refused a request"));
              sendRacySpans(endpoint);
            });

    assertThat(run.err())
        .isEqualTo(
            "racetrace: refused a request: only traces are received here, at /v1/traces; switch"
                + " others off\n");
    assertThat(run.out()).contains("requests refused: 1, the last one: only traces");
  }

  @Test
  void a_taken_port_is_named_with_the_options_that_change_it() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = record("--grpc-port", String.valueOf(other.getLocalPort()));

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .startsWith("racetrace: can't listen on 127.0.0.1:" + other.getLocalPort())
          .contains("for OTLP/gRPC: Address already in use; choose others with --listen, --grpc-");
      AnalyzeCommandTest.assertNoStackTrace(run);
    }
  }

  @Test
  void a_name_that_promises_a_packed_file_is_refused() {
    Run run = Run.of("record", "--out", "spans.jsonl.gz", "--for", "1s");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("name it .jsonl, pack it later");
    assertThat(Path.of("spans.jsonl.gz")).doesNotExist();
  }

  @Test
  void a_file_of_something_else_is_left_alone() throws IOException {
    Files.writeString(out, "minutes of the meeting");

    Run run = record("--for", "1s");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("spans.jsonl: is there and holds no lines of OTLP JSON; name");
    assertThat(out).hasContent("minutes of the meeting");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --max-files 3                | --max-files counts the files that --max-size makes
          --max-size 1MB --max-files 0 | --max-files is a number from 1
          --max-size many              | 'many' is not a size such as 500kB
          --max-size 0                 | '0' is no size that a file can have
          --fsync never                | 'never' is neither always nor close
          --grpc-port 70000            | --grpc-port is a number from 0 to 65535
          --max-spans 0                | --max-spans is a number from 1
          --listen no.such.host.       | --listen no.such.host. is no address of a machine
          """)
  void wrong_usage_is_told_in_one_line(String arguments, String message) {
    Run run = record((arguments + " --for 1ms").split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    AnalyzeCommandTest.assertNoStackTrace(run);
  }

  @Test
  void a_missing_folder_is_told() {
    out = folder.resolve("none").resolve("spans.jsonl");

    assertThat(record().err()).contains("there is no folder " + folder.resolve("none"));
  }

  @Test
  void on_all_addresses_it_says_how_senders_call_the_machine() {
    Run run = record("--listen", "0.0.0.0", "--for", "1ms");

    assertThat(run.out())
        .contains("http://0.0.0.0:", "OTEL_EXPORTER_OTLP_ENDPOINT=http://HOST:", "HOST is this");
  }

  private Run record(String... further) {
    return Run.of(arguments(further));
  }

  private String[] arguments(String... further) {
    List<String> arguments =
        new ArrayList<>(List.of("record", "--out", out.toString(), "--http-port", "0"));
    arguments.addAll(List.of(further));
    if (!arguments.contains("--grpc-port")) {
      arguments.addAll(List.of("--grpc-port", "0"));
    }
    return arguments.toArray(String[]::new);
  }

  private static void sendRacySpans(URI endpoint) throws Exception {
    for (String line : SpanFile.racy().lines().toList()) {
      send(endpoint, "/v1/traces", line);
    }
  }

  /** Records until all the racy spans came. */
  private Run recordWhile(Sending sending) throws Exception {
    StringWriter words = new StringWriter();
    CommandLine program = RacetraceCommandLine.create();
    program.setOut(new PrintWriter(words));
    program.setErr(new PrintWriter(err));
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () -> program.execute(arguments("--max-spans", RACY_SPANS, "--for", "20s")));
    sending.to(endpoint(words));
    return new Run(exit.get(20, TimeUnit.SECONDS), words.toString(), err.toString());
  }

  private static URI endpoint(StringWriter words) {
    return await().until(() -> address(words), Objects::nonNull);
  }

  private static @Nullable URI address(StringWriter words) {
    Matcher address = HTTP.matcher(words.toString());
    return address.find() ? URI.create(address.group(1)) : null;
  }

  private static void send(URI endpoint, String path, String json) throws Exception {
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(endpoint.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.discarding());
  }

  @FunctionalInterface
  private interface Sending {
    void to(URI endpoint) throws Exception;
  }
}
