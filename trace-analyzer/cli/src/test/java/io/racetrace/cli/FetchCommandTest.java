package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchCommandTest {

  @TempDir Path folder;
  private FakeBackEnd jaeger;

  @BeforeEach
  void start() throws IOException {
    jaeger = FakeBackEnd.jaeger(SpanFile.racy());
  }

  @AfterEach
  void stop() {
    jaeger.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evidence.jsonl", "evidence.jsonl.gz"})
  void the_file_gives_the_report_that_the_back_end_gives(String name) throws IOException {
    Path file = folder.resolve(name);

    Run fetch = Run.of("fetch", "--jaeger", jaeger.address(), "--out", file.toString());
    Run analyzed = Run.of("analyze", "--format", "json", "--jaeger", jaeger.address());

    assertThat(fetch.exitCode()).isZero();
    assertThat(fetch.out()).isEqualTo("2 traces with 6 spans in " + file + "\n");
    assertThat(fetch.err())
        .isEqualTo("racetrace: " + jaeger.address() + " is asked by its interface /api/v3\n");
    // Only the back end says by itself where its traces are shown.
    String shown = "jaeger=" + jaeger.address();
    assertThat(Run.of("analyze", "--format", "json", file.toString(), "--trace-url", shown).out())
        .isEqualTo(analyzed.out())
        .contains("\"spans\"");
    byte[] start = Files.readAllBytes(file);
    assertThat(start[0] == 0x1F).isEqualTo(name.endsWith(".gz"));
  }

  @Test
  void an_answer_that_may_be_cut_off_is_kept_and_exits_with_3() {
    Path file = folder.resolve("cut.jsonl");

    Run run =
        Run.of(
            "fetch",
            "--jaeger",
            jaeger.address(),
            "--since",
            "2s",
            "--depth",
            "1",
            "--out",
            file.toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .contains("truncated-answer " + jaeger.address() + " service order-service")
        .contains("The back end may hold more");
    assertThat(Run.of("analyze", file.toString(), "--format", "json").out())
        .contains("\"conclusive\": false")
        .contains("truncated-answer " + jaeger.address());
  }

  @Test
  void a_failure_leaves_what_was_there_and_nothing_else() throws IOException {
    Path file = Files.writeString(folder.resolve("evidence.jsonl"), "yesterday's");
    jaeger.answer("/api/v3/traces", "<html>");

    Run run = Run.of("fetch", "--jaeger", jaeger.address(), "--out", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("racetrace: " + jaeger.address() + "/api/v3/traces answered");
    assertThat(file).hasContent("yesterday's");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
    AnalyzeCommandTest.assertNoStackTrace(run);
  }

  @Test
  @EnabledIf("hasFullDevice")
  void a_full_disk_is_told_with_the_name_of_the_file() {
    Run run = Run.of("fetch", "--jaeger", jaeger.address(), "--out", "/dev/full");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("racetrace: /dev/full can't be written: No space left");
  }

  static boolean hasFullDevice() {
    return Files.isWritable(Path.of("/dev/full"));
  }

  @Test
  void what_it_asks_for_is_what_was_said() {
    Run run =
        Run.of(
            "fetch",
            "--jaeger",
            jaeger.address(),
            "--from",
            "2026-01-01T00:00:00Z",
            "--to",
            "2026-01-01T01:00:00Z",
            "--service",
            "order-service",
            "--tag",
            "racetrace.record.key=42",
            "--out",
            folder.resolve("x.jsonl").toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("2 traces");
    assertThat(jaeger.paths)
        .last()
        .asString()
        .contains("query.start_time_min=2026-01-01T00%3A00%3A00Z")
        .contains("query.service_name=order-service")
        .contains("query.attributes=%7B%22racetrace.record.key%22%3A%2242%22%7D");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fetch | Missing required option: '--out",
        "fetch --out F | nothing to fetch from: name --jaeger, --zipkin or --tempo URL",
        "fetch --out F --since 1h | name it with --jaeger, --zipkin or --tempo URL",
        "fetch --out F --jaeger http://h --zipkin http://h | --jaeger and --zipkin are two back",
        "fetch --out F --zipkin http://h --tempo http://h | --zipkin and --tempo are two back ends",
        "fetch --out F --jaeger http://a:secret@h --jaeger http://h | --jaeger is given twice",
        "fetch --out F --jaeger=http://a:secret@h --depth 1 --depth=2 | --depth is given twice",
        "fetch --out F --jaeger http://h --header A:secret --ca x --ca y | --ca is given twice",
        "fetch --out F --jaeger http://h --tag x | --tag 'x' is not KEY=VALUE",
        "fetch --out F --jaeger http://h --trace-id xyz | 'xyz' is not 1 to 32 hexadecimal digits",
        "fetch --out F --jaeger http://h --trace-id 1 --since 1h | leave out times",
        "fetch --out F --jaeger http://h --concurrency 0 | --concurrency is a number from 1 to 64",
        "fetch --out F --jaeger http://h --header secret | --header is not 'Name: value'",
        "fetch --out F --jaeger http://h --header Host:x | 'Host' is not a header that can be sent",
        "fetch --out F --zipkin http://h --tenant a | has no tenants",
        "fetch --out F --jaeger http://h --depth 0 | --depth is a number from 1",
        "fetch --out F --jaeger http://h --since 0 | no time lies between",
        "fetch --out F --tempo h:1 | --tempo is not an address of a back end, which looks like http",
        "analyze X --bearer-file x | name it with --jaeger, --zipkin or --tempo URL",
        "analyze X --jaeger http://h --tempo http://h | two back ends",
      })
  void wrong_usage_exits_with_2_and_says_what_is_wrong(String arguments, String message) {
    String file = folder.resolve("x.jsonl").toString();

    Run run = Run.of(arguments.replace("F", file).split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("racetrace: ")
        .contains(message)
        .contains("--help'.")
        .doesNotContain("secret");
    assertThat(folder).isEmptyDirectory();
    AnalyzeCommandTest.assertNoStackTrace(run);
  }
}
