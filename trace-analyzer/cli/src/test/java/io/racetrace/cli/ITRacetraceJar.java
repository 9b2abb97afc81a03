package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.racetrace.sources.receive.OtlpReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as its users start it. */
class ITRacetraceJar {

  private static final Path JAR = Path.of(System.getProperty("racetrace.jar", ""));

  @TempDir Path folder;

  @Test
  void it_starts_with_java_and_its_jar_and_knows_its_version() throws Exception {
    Run run = run("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("racetrace \\d+\\.\\d+\\.\\d+.*\\R");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void it_finds_the_race_in_a_file() throws Exception {
    Path file = Files.writeString(folder.resolve("spans.jsonl"), SpanFile.racy());

    Run run = run("analyze", file.toString(), "--format", "json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("\"lost-update\"").contains("PROVEN");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void it_explains_rules() throws Exception {
    assertThat(run("explain").out()).contains("lost-update ");
    assertThat(run("explain", "lost-update").out()).contains("\n## ");
  }

  @Test
  void it_publishes_by_http_and_grpc_and_prints_the_page_of_a_finding() throws Exception {
    String spans = Files.writeString(folder.resolve("spans.jsonl"), SpanFile.racy()).toString();
    String report = folder.resolve("report.json").toString();
    run("analyze", spans, "--format", "json", "--out", report);
    Path taken = folder.resolve("taken.jsonl");
    try (OtlpReceiver receiver = OtlpReceiver.writingTo(taken).http(0).grpc(0).start()) {
      for (String address :
          List.of(receiver.endpoint().toString(), receiver.grpcEndpoint().toString())) {
        boolean isGrpc = address.equals(receiver.grpcEndpoint().toString());
        Run run =
            run(
                "publish",
                "--report",
                report,
                "--otlp",
                address,
                "--protocol",
                isGrpc ? "grpc" : "http");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("2 findings published");
        assertThat(run.exitCode()).isZero();
      }
      assertThat(receiver.spans()).isEqualTo(12);
    }

    assertThat(run("playbook", "lost-update", "--report", report).out())
        .contains("WHERE account_id = '42'");
  }

  @Test
  void it_exits_with_2_and_no_stack_trace_where_it_fails() throws Exception {
    Run run = run("analyze", folder.resolve("none.jsonl").toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("racetrace: ").contains("none.jsonl is not there");
    AnalyzeCommandTest.assertNoStackTrace(run);
  }

  @Test
  void it_is_quiet_when_its_reader_leaves() throws Exception {
    Path file = Files.writeString(folder.resolve("spans.jsonl"), SpanFile.racy());
    Process process = start("analyze", file.toString());
    process.getInputStream().close();

    assertThat(text(process.getErrorStream())).isEmpty();
    assertThat(process.waitFor()).isEqualTo(1);
  }

  @Test
  void a_fetch_that_is_interrupted_leaves_nothing() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    HttpServer silent =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    silent.createContext(
        "/",
        exchange -> {
          asked.countDown();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    silent.start();
    try {
      String address = "http://127.0.0.1:" + silent.getAddress().getPort();
      String file = folder.resolve("evidence.jsonl").toString();
      Process fetch = start("fetch", "--jaeger", address, "--out", file);
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(folder).isNotEmptyDirectory();

      new ProcessBuilder("kill", "-INT", Long.toString(fetch.pid())).start().waitFor();

      assertThat(fetch.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(fetch.exitValue()).isNotZero();
      assertThat(folder).isEmptyDirectory();
    } finally {
      over.countDown();
      silent.stop(0);
    }
  }

  private static Run run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    process.getOutputStream().close();
    String out = text(process.getInputStream());
    String err = text(process.getErrorStream());
    return new Run(process.waitFor(), out, err);
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(JAR.toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
