package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclarationOptionsTest {

  @TempDir Path folder;

  @Test
  void what_is_excluded_is_not_judged_and_counted() throws IOException {
    assertThat(analyze().out()).contains("lost-update");

    Run run = analyze("--exclude", "service:order-service");

    assertThat(run.out()).doesNotContain("lost-update").contains("excluded");
  }

  @Test
  void a_record_type_that_is_excluded_is_not_judged_and_counted() throws IOException {
    assertThat(analyze("--exclude", "record:user").out()).contains("lost-update");

    Run run = analyze("--exclude", "record:users");

    assertThat(run.out())
        .doesNotContain("lost-update")
        .doesNotContain("writers ")
        .contains("excluded")
        .contains("INCONCLUSIVE");
  }

  @Test
  void services_under_one_name_have_no_conflict_of_owners() throws IOException {
    assertThat(analyze().out()).contains("ownership-conflict");
    assertThat(analyze("--alias", "service:referral-service=order-service").out())
        .doesNotContain("ownership-conflict");
    assertThat(analyze("--owners", "referral-service,order-service=users").out())
        .doesNotContain("ownership-conflict");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--alias x=y | --alias 'x=y' is not KIND:NAME=OTHER",
        "--exclude x | --exclude 'x' is neither service:NAME nor operation:NAME nor record:NAME",
        "--owners x=y | --owners 'x=y' is not SERVICE,SERVICE=TYPE",
      })
  void what_is_not_of_its_form_exits_with_2(String arguments, String message) throws IOException {
    Run run = analyze(arguments.split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    AnalyzeCommandTest.assertNoStackTrace(run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"analyze", "doctor"})
  void the_help_tells_of_them(String command) {
    assertThat(Run.of(command, "--help").out())
        .contains("What no span tells:", "--alias=KIND:NAME=OTHER", "--exclude", "--owners");
  }

  private Run analyze(String... more) throws IOException {
    Path spans = Files.writeString(folder.resolve("spans.jsonl"), SpanFile.racy());
    String[] arguments = new String[more.length + 2];
    arguments[0] = "analyze";
    arguments[1] = spans.toString();
    System.arraycopy(more, 0, arguments, 2, more.length);
    return Run.of(arguments);
  }
}
