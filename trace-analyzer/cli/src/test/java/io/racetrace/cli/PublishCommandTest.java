package io.racetrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.racetrace.sources.receive.OtlpReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishCommandTest {

  @TempDir private Path folder;
  private Path spans;
  private Path report;

  @BeforeEach
  void analyze() throws IOException {
    spans = Files.writeString(folder.resolve("spans.jsonl"), SpanFile.racy());
    report = folder.resolve("report.json");
    Run.of("analyze", spans.toString(), "--format", "json", "--out", report.toString());
  }

  /** An endpoint with one answer, which remembers what it was sent. */
  private static final class Endpoint implements AutoCloseable {
    private final HttpServer server;
    final List<byte[]> bodies = Collections.synchronizedList(new ArrayList<>());
    final List<String> tokens = Collections.synchronizedList(new ArrayList<>());

    Endpoint(int status, byte[] answer) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              bodies.add(exchange.getRequestBody().readAllBytes());
              tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
              exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
              if (answer.length > 0) {
                exchange.getResponseBody().write(answer);
              }
            }
          });
      server.start();
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private Run publish(Endpoint endpoint, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("publish", "--report", report.toString(), "--otlp", endpoint.address()));
    all.addAll(List.of(more));
    return Run.of(all.toArray(String[]::new));
  }

  @Test
  void what_is_sent_twice_is_the_same_to_the_byte_and_the_header_goes_along() throws IOException {
    try (Endpoint endpoint = new Endpoint(200, new byte[0])) {
      Run first = publish(endpoint, "--otlp-header", "Authorization: Bearer t0k3n");
      Run second = publish(endpoint, "--otlp-header", "Authorization: Bearer t0k3n");

      assertThat(first.exitCode()).isZero();
      assertThat(second.out()).isEqualTo(first.out());
      assertThat(endpoint.bodies).hasSize(2);
      assertThat(endpoint.bodies.get(1)).isEqualTo(endpoint.bodies.get(0));
      assertThat(endpoint.tokens).containsOnly("Bearer t0k3n");
    }
  }

  @Test
  void what_was_published_grpc_receivers_take_too() throws IOException {
    Path recorded = folder.resolve("recorded.jsonl");
    try (OtlpReceiver receiver = OtlpReceiver.writingTo(recorded).grpc(0).start()) {
      Run run =
          Run.of(
              "publish",
              "--report",
              report.toString(),
              "--otlp",
              receiver.grpcEndpoint().toString(),
              "--protocol",
              "grpc");

      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(receiver.spans()).isEqualTo(6);
    }
    assertThat(Files.readString(recorded))
        .contains("racetrace.finding.fingerprint", "A POST /points");
  }

  @Test
  void spans_that_are_refused_are_told() throws IOException {
    // ExportTraceServiceResponse{partial_success{rejected_spans: 2, error_message: "too old"}}
    byte[] answer = {0x0a, 11, 0x08, 2, 0x12, 7, 't', 'o', 'o', ' ', 'o', 'l', 'd'};
    try (Endpoint endpoint = new Endpoint(200, answer)) {
      Run run = publish(endpoint);

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("took only a part: 2 spans were refused: too old");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void an_error_names_the_address_the_servers_words_and_the_next_step() throws IOException {
    try (Endpoint refusing = new Endpoint(401, "who are you".getBytes(UTF_8));
        Endpoint elsewhere = new Endpoint(404, new byte[0]);
        Endpoint page = new Endpoint(200, "<html>hello</html>".getBytes(UTF_8))) {
      assertThat(publish(refusing).err())
          .contains(refusing.address() + "/v1/traces answered 401 (who are you)", "--otlp-header");
      assertThat(publish(elsewhere).err()).contains("answered 404", "is it the address of OTLP");
      assertThat(publish(page).err())
          .contains("something else than OTLP does (<html>hello</html>)");
      for (Endpoint endpoint : List.of(refusing, elsewhere, page)) {
        Run run = publish(endpoint);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        AnalyzeCommandTest.assertNoStackTrace(run);
      }
    }
  }

  @Test
  void nobody_there_is_told_with_the_usual_ports() throws IOException {
    String address;
    try (ServerSocket free = new ServerSocket(0)) {
      address = "http://127.0.0.1:" + free.getLocalPort();
    }

    Run run = Run.of("publish", "--report", report.toString(), "--otlp", address);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("can't send to " + address, "4318", "4317");
  }

  @Test
  void a_report_without_findings_that_saw_too_little_is_not_clean_later_either()
      throws IOException {
    Path empty = Files.writeString(report.resolveSibling("empty.jsonl"), "");
    Path inconclusive = report.resolveSibling("inconclusive.json");
    Run.of("analyze", empty.toString(), "--format", "json", "--out", inconclusive.toString());
    try (Endpoint endpoint = new Endpoint(200, new byte[0])) {
      Run run =
          Run.of("publish", "--report", inconclusive.toString(), "--otlp", endpoint.address());
      assertThat(run.out()).contains("0 findings published");
      assertThat(run.exitCode()).isEqualTo(3);
    }
  }

  @Test
  void wrong_usage_is_told() {
    assertThat(Run.of("publish", "--report", report.toString()).err()).contains("--otlp");
    assertThat(usage("--otlp", "ftp://x")).contains("--otlp is not an address of an OTLP endpoint");
    assertThat(usage("--otlp", "http://u:secret@x"))
        .contains("--otlp-header")
        .doesNotContain("secret");
    assertThat(usage("--otlp", "http://x", "--otlp-header", "no-colon-secret"))
        .contains("--otlp-header is not 'Name: value'")
        .doesNotContain("secret");
    assertThat(usage("--otlp", "http://x", spans.toString())).contains("give one");
    assertThat(Run.of("publish", "--otlp", "http://x").err()).contains("nothing to publish");
  }

  private String usage(String... arguments) {
    List<String> all = new ArrayList<>(List.of("publish", "--report", report.toString()));
    all.addAll(List.of(arguments));
    Run run = Run.of(all.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(2);
    return run.err();
  }

  @Test
  void only_what_is_so_sure_is_published() throws IOException {
    String possible = Files.readString(report).replace("\"PROVEN\"", "\"POSSIBLE\"");
    Files.writeString(report, possible);
    try (Endpoint endpoint = new Endpoint(200, new byte[0])) {
      assertThat(publish(endpoint, "--at-least", "likely").out())
          .isEqualTo("0 findings published\n");
      assertThat(publish(endpoint, "--at-least", "possible").out())
          .contains("2 findings published");
      assertThat(endpoint.bodies).hasSize(1);
    }
  }
}
