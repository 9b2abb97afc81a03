package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviseCommandTest {

  @TempDir Path folder;
  private String racy = "";
  private String blind = "";

  @BeforeEach
  void writeFiles() throws IOException {
    racy = file("racy.jsonl", SpanFile.racy());
    blind = file("blind.jsonl", SpanFile.blind());
  }

  @Test
  void the_answer_comes_with_its_numbers_and_its_page() {
    Run run = Run.of("advise", racy);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("1 record type to advise on\nseen   100% of 2 writes")
        .contains("stated/users: ", "\n  lambda ", "\n  W ", "\n  c ", "2 services")
        .containsPattern("\n  page   racetrace explain [a-z-]+\n");
  }

  @Test
  void one_record_type_can_be_asked_for_by_its_name_or_a_pattern() {
    assertThat(Run.of("advise", racy, "--record-type", "users").out()).contains("stated/users: ");
    assertThat(Run.of("advise", racy, "--record-type", "STATED/*").out())
        .contains("stated/users: ");

    Run other = Run.of("advise", racy, "--record-type", "user");
    assertThat(other.out()).doesNotContain("stated/users");
    assertThat(other.err())
        .contains("no contended record type is called user; there are [stated/users]");
  }

  @Test
  void json_is_told_by_its_schema() {
    Run run = Run.of("advise", racy, "--format", "json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("\"schema\": \"racetrace-advice/1\"", "\"recordType\": \"stated/users\"");
  }

  @Test
  void what_nobody_can_see_is_not_called_calm() {
    Run run = Run.of("advise", blind);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .startsWith("Nothing can be advised; racetrace doctor says what to set\n")
        .contains("0% of 1 writes");
  }

  @Test
  void no_input_is_wrong_usage_and_help_has_examples() {
    Run none = Run.of("advise");
    Run help = Run.of("advise", "--help");

    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("nothing to advise on: name files with spans");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Examples:", "racetrace advise spans.jsonl", "Exit codes:");
    assertThat(help.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
