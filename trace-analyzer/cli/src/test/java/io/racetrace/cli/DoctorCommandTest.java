package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorCommandTest {

  @TempDir Path folder;
  private String seen = "";
  private String blind = "";

  @BeforeEach
  void writeFiles() throws IOException {
    seen = file("seen.jsonl", SpanFile.racy());
    blind = file("blind.jsonl", SpanFile.blind());
  }

  @Test
  void what_can_be_judged_is_told_by_service_and_record_type() {
    Run run = Run.of("doctor", seen);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("100 % of 2 writes can be judged; 100 % for certain")
        .contains("order-service", "referral-service", "stated/users")
        .doesNotContain("What would show more", "lost-update");
  }

  @Test
  void what_is_missing_comes_with_the_setting_that_shows_it() {
    Run run = Run.of("doctor", seen, blind);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("66 % of 3 writes can be judged")
        .contains("  1  1 write  stock-service  (Java agent)")
        .contains("why   the span has no bind parameters")
        .contains("set   -Dotel.javaagent.extensions=racetrace-agent-extension.jar\n")
        .contains("in    update stock set quantity = ? where id = ?");
  }

  @Test
  void nothing_to_be_judged_has_its_own_exit_code_whatever_is_required() throws IOException {
    Run nothingKnown = Run.of("doctor", blind, "--require", "coverage=0.9");
    Run nothingThere = Run.of("doctor", file("empty.jsonl", ""));

    assertThat(nothingKnown.exitCode()).isEqualTo(3);
    assertThat(nothingKnown.out())
        .startsWith("Nothing can be judged: none of 1 write tells which record it changes");
    assertThat(nothingThere.exitCode()).isEqualTo(3);
    assertThat(nothingThere.out()).startsWith("Nothing can be judged: no write was seen");
  }

  @ParameterizedTest
  @CsvSource({
    "coverage=0, 0",
    "coverage=0.66, 0",
    "coverage=0.666666667, 1",
    "coverage=0.9, 1",
    "coverage=1, 1",
    "outcomes=0.6, 0",
    "outcomes=0.7, 1",
    "units=0.1, 1",
    "context=1, 0",
    "context=1.0, 0",
  })
  void less_than_what_is_required_exits_with_1(String require, int exitCode) {
    Run run = Run.of("doctor", seen, blind, "--require", require);

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).startsWith("66 % of 3 writes");
    if (exitCode == 0) {
      assertThat(run.err()).isEmpty();
    } else {
      assertThat(run.err())
          .startsWith("racetrace: " + require.replaceFirst("=.*", " is "))
          .contains("of 3 writes, and --require asks for " + require.replaceFirst(".*=", ""));
    }
  }

  @Test
  void all_that_is_required_must_hold() {
    Run run = Run.of("doctor", seen, blind, "--require", "context=1", "--require", "coverage=0.9");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void the_json_is_the_same_whatever_the_order_of_the_files() {
    Run run = Run.of("doctor", seen, blind, "--format", "json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("{")
        .contains("\"schema\": \"racetrace-doctor/1\"")
        .contains("\"coverage\": 0.666666")
        .contains("\"kind\": \"no-parameters\"")
        .doesNotContain(folder.toString());
    assertThat(Run.of("doctor", blind, seen, "--format", "json")).isEqualTo(run);
  }

  @Test
  void it_goes_to_a_file_where_asked_for() {
    String out = folder.resolve("doctor.json").toString();

    Run run = Run.of("doctor", seen, "--format", "json", "--out", out);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Path.of(out)).content().startsWith("{").contains("racetrace-doctor/1");
  }

  @Test
  void the_standard_input_is_read_where_asked_for() {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(SpanFile.racy().getBytes(StandardCharsets.UTF_8)));
      assertThat(Run.of("doctor", "-").out()).startsWith("100 %");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void a_truncated_file_is_never_silent() throws IOException {
    String half = SpanFile.racy().substring(0, SpanFile.racy().length() - 100);

    Run run = Run.of("doctor", file("half.jsonl", half));

    assertThat(run.out()).contains("The input is incomplete").contains("truncated-input");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "doctor | nothing to examine",
        "doctor X --require 0.9 | '0.9' begins with none of coverage=, units=, outcomes=, context=",
        "doctor X --require keys=1 | 'keys=1' begins with none of coverage=, units=",
        "doctor X --require coverage | does not end in a share from 0 to 1, such as coverage=0.9",
        "doctor X --require coverage=90% | does not end in a share from 0 to 1",
        "doctor X --require coverage=1.1 | does not end in a share from 0 to 1",
        "doctor X --require units=-1 | such as units=0.9",
        "doctor X --format xml | xml",
        "doctor X --since 1h | --jaeger",
        "doctor --jaeger localhost:16686 | http://localhost:16686",
        "doctor X --fail-on likely | Unknown option",
      })
  void wrong_usage_exits_with_2_and_says_what_is_allowed(String arguments, String message) {
    Run run = Run.of(arguments.replace("X", seen).split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("racetrace: ").contains(message).contains("--help'.");
    AnalyzeCommandTest.assertNoStackTrace(run);
  }

  @Test
  void a_missing_file_fails_before_any_work() {
    Run run = Run.of("doctor", seen, "nowhere.jsonl");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("racetrace: nowhere.jsonl is not there");
  }

  @Test
  void the_help_names_exit_codes_and_examples() {
    Run run = Run.of("doctor", "--help");

    assertThat(run.exitCode()).isZero();
    for (String told : List.of("--require", "--jaeger", "Exit codes:", "Examples:")) {
      assertThat(run.out()).contains(told);
    }
    assertThat(Run.of("--help").out()).contains("doctor");
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }
}
