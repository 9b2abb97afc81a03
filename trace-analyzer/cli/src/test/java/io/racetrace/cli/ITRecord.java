package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code racetrace record} as its users start it, under load from real exporters. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ITRecord {

  private static final String JAR = System.getProperty("racetrace.jar", "");
  private static final Pattern ADDRESS = Pattern.compile("(http://\\S+) \\(OTLP/");
  private static final Pattern SPAN_ID = Pattern.compile("\"spanId\":\"([0-9a-f]{16})\"");

  @TempDir Path folder;
  @TempDir Path words;
  private final AcknowledgedSpans acknowledged = new AcknowledgedSpans();
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "close"})
  void what_was_acknowledged_is_in_the_file_when_the_process_is_killed(String fsync)
      throws Exception {
    Path out = folder.resolve("spans.jsonl");
    Recording recording = record(out, "--fsync", fsync);
    loadUntil(
        recording,
        () -> {
          await(() -> acknowledged.ids().size() > 3_000);
          recording.process.destroyForcibly().waitFor();
        });

    assertThat(spanIds()).containsAll(acknowledged.ids());
    // The next run adds to it, whatever the kill left at its end.
    recordAndEnd(out);
    assertThat(spanIds()).containsAll(acknowledged.ids());
    assertThat(Run.of("analyze", out.toString()).exitCode()).isNotEqualTo(ExitCode.FAILED);
  }

  @Test
  void a_torn_last_line_is_told_and_the_rest_is_read() throws Exception {
    Path out = Files.writeString(folder.resolve("spans.jsonl"), SpanFile.racy() + "{\"resourceSp");

    Run run = Run.of("analyze", out.toString());

    assertThat(run.out()).contains("lost-update  PROVEN").contains("truncated-input");
  }

  @Test
  void on_sigterm_it_takes_what_is_under_way_and_exits_with_0() throws Exception {
    Path out = folder.resolve("spans.jsonl");
    Recording recording = record(out, "--max-size", "200kB");
    loadUntil(
        recording,
        () -> {
          await(() -> acknowledged.ids().size() > 3_000);
          recording.terminate();
          assertThat(recording.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        });

    assertThat(recording.process.exitValue()).isZero();
    assertThat(recording.rest()).contains(" spans, ").contains("now  racetrace analyze ");
    assertThat(spanIds()).containsAll(acknowledged.ids());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList())
          .hasSizeGreaterThan(2)
          .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(200_000));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void on_a_full_disk_senders_wait_and_go_on_when_there_is_room() throws Exception {
    Path out = folder.resolve("spans.jsonl");
    // For the process it is the same: a write that ends in the middle, and an error.
    Recording recording = record(List.of("sh", "-c", "ulimit -S -f 256; exec \"$@\"", "sh"), out);
    try (SdkTracerProvider service = acknowledged.grpc(recording.grpc)) {
      Set<String> sent = new HashSet<>();
      while (sent.size() < 1_000) {
        sent.add(span(service));
      }
      await(() -> recording.err().contains("not written: File too large"));
      assertThat(Files.readString(out)).endsWith("}\n").hasSizeLessThan(256 * 1024);

      String pid = String.valueOf(recording.process.pid());
      new ProcessBuilder("prlimit", "--fsize=unlimited", "--pid", pid).start().waitFor();
      assertThat(service.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
      assertThat(acknowledged.ids()).containsAll(sent);
    }
    recording.terminate();
    assertThat(recording.process.waitFor()).isZero();

    assertThat(spanIds()).containsAll(acknowledged.ids());
  }

  /** Two services send by each protocol until the action is over and the process has ended. */
  private void loadUntil(Recording recording, Action action) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      SdkTracerProvider service =
          i % 2 == 0 ? acknowledged.grpc(recording.grpc) : acknowledged.http(recording.http);
      Thread thread =
          new Thread(
              () -> {
                while (!over.get()) {
                  span(service);
                }
                service.shutdown();
              });
      thread.start();
      threads.add(thread);
    }
    try {
      action.run();
    } finally {
      over.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static String span(SdkTracerProvider service) {
    Span span =
        service.get("test").spanBuilder("work").setAttribute("text", "x".repeat(200)).startSpan();
    span.end();
    return span.getSpanContext().getSpanId();
  }

  /** The ids in whole lines of all files. */
  private Set<String> spanIds() throws IOException {
    Set<String> ids = new HashSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        Matcher id = SPAN_ID.matcher(text.substring(0, text.lastIndexOf('\n') + 1));
        while (id.find()) {
          ids.add(id.group(1));
        }
      }
    }
    return ids;
  }

  private void recordAndEnd(Path out) throws Exception {
    Recording recording = record(out, "--for", "10ms");
    assertThat(recording.process.waitFor()).isZero();
  }

  private Recording record(Path out, String... arguments) throws IOException {
    return record(List.of(), out, arguments);
  }

  private Recording record(List<String> wrapper, Path out, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR, "record", "--out", out.toString()));
    command.addAll(List.of("--grpc-port", "0", "--http-port", "0"));
    command.addAll(List.of(arguments));
    Path err = Files.createTempFile(words, "record", ".err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    processes.add(process);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    lines.readLine();
    return new Recording(process, address(lines.readLine()), address(lines.readLine()), lines, err);
  }

  private static URI address(String line) {
    Matcher address = ADDRESS.matcher(String.valueOf(line));
    assertThat(address.find()).as(line).isTrue();
    return URI.create(address.group(1));
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited for 30 seconds").isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  private record Recording(
      Process process, URI grpc, URI http, BufferedReader out, Path errorFile) {

    /** SIGTERM that leaves the output open, other than {@link Process#destroy}. */
    void terminate() {
      process.toHandle().destroy();
    }

    String rest() throws IOException {
      return String.join("\n", out.lines().toList());
    }

    String err() throws IOException {
      return Files.readString(errorFile);
    }
  }

  @FunctionalInterface
  private interface Action {
    void run() throws Exception;
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }
}
