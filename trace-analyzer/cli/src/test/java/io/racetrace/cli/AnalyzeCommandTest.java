package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyzeCommandTest {

  @TempDir Path folder;
  private String racy = "";
  private String clean = "";

  @BeforeEach
  void writeFiles() throws IOException {
    racy = file("racy.jsonl", SpanFile.racy());
    clean = file("clean.jsonl", SpanFile.clean());
  }

  @Test
  void findings_exit_with_1() {
    Run run = Run.of("analyze", racy);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("lost-update").contains("PROVEN");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void a_clean_run_exits_with_0() {
    Run run = Run.of("analyze", clean);

    assertThat(run.out()).contains("CLEAN");
    assertThat(run.exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"proven, 1", "likely, 1", "possible, 1", "latent, 1", "never, 0"})
  void what_counts_as_a_failure_can_be_chosen(String failOn, int exitCode) {
    assertThat(Run.of("analyze", racy, "--fail-on", failOn).exitCode()).isEqualTo(exitCode);
  }

  @Test
  void what_is_only_predicted_fails_nobody_who_does_not_ask_for_it() {
    Run run = Run.of("analyze", clean);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("latent-race  LATENT").contains("CLEAN");
    assertThat(Run.of("analyze", clean, "--fail-on", "possible").exitCode()).isZero();
    assertThat(Run.of("analyze", clean, "--fail-on", "latent").exitCode()).isEqualTo(1);
  }

  @Test
  void the_report_is_json_where_asked_for() {
    Run run = Run.of("analyze", "--format", "json", racy);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("{")
        .contains("racetrace-report/1")
        .contains("RACES_FOUND")
        .doesNotContain(folder.toString());
  }

  @Test
  void several_files_are_one_input_and_their_order_changes_nothing() throws IOException {
    String[] lines = SpanFile.racy().split("\n", -1);
    String first = file("first.jsonl", lines[0]);
    String second = file("second.jsonl", lines[1]);

    Run whole = Run.of("analyze", "--format", "json", racy);

    assertThat(Run.of("analyze", "--format", "json", first, second)).isEqualTo(whole);
    assertThat(Run.of("analyze", "--format", "json", second, first)).isEqualTo(whole);
  }

  @Test
  void the_standard_input_is_read_where_asked_for() {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(SpanFile.racy().getBytes(StandardCharsets.UTF_8)));
      assertThat(Run.of("analyze", "-").exitCode()).isEqualTo(1);
    } finally {
      System.setIn(before);
    }
    assertThat(Run.of("analyze", "-", "-").exitCode()).isEqualTo(2);
  }

  @Test
  void one_table_that_stayed_unseen_is_not_covered_up_by_many_writes_of_another()
      throws IOException {
    List<List<String>> statements = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      statements.add(List.of("orders", "update orders set status = 'PAID' where id = " + i));
    }
    statements.add(List.of("stock", "update stock set quantity = ? where id = ?"));
    statements.add(List.of("stock", "update stock set quantity = ? where id = ?"));
    String spans = file("spans.jsonl", SpanFile.statements(statements));

    Run run = Run.of("analyze", spans);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .contains("INCONCLUSIVE")
        .contains("none of 2 writes of postgresql/shop/stock show their record")
        .contains("--exclude record:NAME");
    assertThat(Run.of("analyze", spans, "--exclude", "record:stock").exitCode()).isZero();
  }

  @Test
  void an_empty_file_is_inconclusive() throws IOException {
    Run run = Run.of("analyze", file("empty.jsonl", ""));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("INCONCLUSIVE");
  }

  @Test
  void binary_garbage_is_inconclusive_and_told() throws IOException {
    byte[] garbage = new byte[100_000];
    new Random(1).nextBytes(garbage);
    Path file = Files.write(folder.resolve("garbage.bin"), garbage);

    Run run = Run.of("analyze", file.toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("undecodable-line").contains("garbage.bin:1");
  }

  @Test
  void a_truncated_file_is_told_and_never_clean() throws IOException {
    String half = SpanFile.clean().substring(0, SpanFile.clean().length() - 100);

    Run run = Run.of("analyze", file("half.jsonl", half));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("truncated-input").contains("half.jsonl:2");
  }

  @Test
  void a_missing_file_fails_before_any_work_and_outranks_findings() {
    Run run = Run.of("analyze", racy, "nowhere.jsonl", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("racetrace: nowhere.jsonl is not there; " + folder + " is a folder");
    assertNoStackTrace(run);
  }

  @Test
  void a_jaeger_that_is_not_there_fails() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Run run = Run.of("analyze", racy, "--jaeger", "http://127.0.0.1:" + free);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("racetrace: can't connect to http://127.0.0.1:" + free)
        .contains("check the address");
    assertNoStackTrace(run);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "analyze | nothing to analyze",
        "analyze X --no-such-option | Unknown option: '--no-such-option'",
        "analyze X --fail-on sometimes | 'sometimes' is none of proven, likely, possible, latent, never",
        "analyze X --format xml | xml",
        "analyze X --exemplars 0 | '0' is neither a number from 1 nor 'all'",
        "analyze X --max-clock-skew 10 | '10' is not a duration such as 10ms",
        "analyze X --max-clock-skew 9999999999d | longer than 292 years",
        "analyze X --since 1h | --jaeger",
        "analyze --jaeger localhost:16686 | http://localhost:16686",
        "analyze --jaeger http://[ | --jaeger is not a URL",
        "analyze --jaeger http://h --since 1h --from 2026-01-01T00:00:00Z | give one",
        "analyze --jaeger http://h --from yesterday | 'yesterday' is not a time such as",
        "analyze --jaeger http://h --from 2026-01-02T00:00:00Z --to 2026-01-01T00:00:00Z | ends",
        "analyze --jaeger http://h --depth 0 | --depth is a number from 1",
        "analyse X | Unmatched argument",
        "'' | say what to do",
      })
  void wrong_usage_exits_with_2_and_says_what_is_wrong(String arguments, String message) {
    String[] words =
        arguments.isEmpty() ? new String[0] : arguments.replace("X", clean).split(" ", -1);

    Run run = Run.of(words);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("racetrace: ").contains(message).contains("--help'.");
    assertNoStackTrace(run);
  }

  @Test
  void a_password_in_an_address_is_never_printed() {
    Run run = Run.of("analyze", "--jaeger", "http://ann:secret@127.0.0.1:1/a b");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("secret");
    assertThat(
            Run.of("analyze", "--stacktrace", "--jaeger", "http://ann:secret@127.0.0.1:1/a b")
                .err())
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "1", "100"})
  void exemplars_are_a_number_or_all(String exemplars) {
    assertThat(Run.of("analyze", racy, "--exemplars", exemplars).exitCode()).isEqualTo(1);
  }

  @Test
  void colors_are_used_only_where_asked_for_or_looked_at() {
    assertThat(Run.of("analyze", racy, "--color", "always").out()).contains("\u001B[");
    assertThat(Run.of("analyze", racy, "--color", "never").out()).doesNotContain("\u001B[");
  }

  @Test
  void a_report_in_a_file_replaces_what_was_there_and_leaves_nothing_else() throws IOException {
    String out = file("report.txt", "yesterday");

    Run run = Run.of("analyze", racy, "--out", out);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(Path.of(out)).content().contains("lost-update").doesNotContain("yesterday");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void a_link_to_a_report_stays_a_link() throws IOException {
    Path report = Path.of(file("report.txt", "yesterday"));
    Path link = Files.createSymbolicLink(folder.resolve("latest.txt"), report);

    assertThat(Run.of("analyze", racy, "--out", link.toString()).exitCode()).isEqualTo(1);
    assertThat(link).isSymbolicLink();
    assertThat(report).content().contains("lost-update");
  }

  @Test
  void an_output_file_that_cannot_be_written_is_told_before_any_work() {
    String missing = folder.resolve("no/such/folder/report.txt").toString();

    Run run = Run.of("analyze", racy, "--out", missing);
    Run onFolder = Run.of("analyze", racy, "--out", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("there is no folder");
    assertThat(onFolder.exitCode()).isEqualTo(2);
    assertThat(onFolder.err()).contains("is a folder");
  }

  @Test
  void a_stack_trace_is_shown_only_on_request() {
    String missing = folder.resolve("none").toString();

    assertNoStackTrace(Run.of("analyze", missing));
    assertThat(Run.of("analyze", missing, "--stacktrace").err()).contains("\tat io.racetrace");
    assertThat(Run.of("--stacktrace", "analyze", missing).err()).contains("\tat io.racetrace");
  }

  static void assertNoStackTrace(Run run) {
    assertThat(run.err()).doesNotContain("\tat ").doesNotContain("Exception");
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }
}
