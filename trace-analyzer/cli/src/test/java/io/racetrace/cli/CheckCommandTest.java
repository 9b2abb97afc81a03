package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {

  @TempDir Path folder;
  private String racy = "";
  private String clean = "";

  @BeforeEach
  void writeFiles() throws IOException {
    racy = file("racy.jsonl", SpanFile.racy());
    clean = file("clean.jsonl", SpanFile.clean());
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private Run check(String spans, String yaml, String... more) throws IOException {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "check";
    arguments[1] = spans;
    arguments[2] = "--assertions";
    arguments[3] = file("races.yaml", yaml);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return Run.of(arguments);
  }

  @Test
  void what_fails_prints_its_finding_and_exits_with_1() throws IOException {
    Run run = check(racy, "assertions:\n  - no-race: {rules: [lost-update]}\n  - coverage: 0.9\n");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("FAILS         no lost-update")
        .contains("lost-update  PROVEN")
        .contains("holds         coverage is at least 0.9")
        .contains("1 of 2 assertions hold");
  }

  @Test
  void what_holds_exits_with_0() throws IOException {
    Run run = check(clean, "assertions:\n  - no-race: {at-least: possible}\n");
    assertThat(run.out()).contains("holds         no race, POSSIBLE or surer");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void what_can_not_be_told_exits_with_3() throws IOException {
    Run run = check(clean, "assertions:\n  - no-race: {on: not_there}\n");
    assertThat(run.out()).contains("INCONCLUSIVE  no race on not_there");
    assertThat(run.exitCode()).isEqualTo(3);
  }

  @Test
  void each_assertion_is_a_test_case() throws IOException {
    Run run =
        check(
            racy,
            "assertions:\n  - no-race: {}\n  - coverage: 0.5\n  - no-race: {on: nothing}\n",
            "--format",
            "junit");
    assertThat(run.out())
        .contains("tests=\"3\" failures=\"1\" errors=\"1\"")
        .contains("<testcase classname=\"racetrace\" name=\"coverage is at least 0.5\"/>")
        .contains("type=\"inconclusive\"");
  }

  @Test
  void json_tells_each_assertion_with_its_line_and_what_speaks_against_it() throws IOException {
    Run run =
        check(
            racy,
            """
            assertions:
              - coverage: 0.5
              - no-race: {rules: [lost-update]}
            exceptions:
              - {rule: ownership-conflict, reason: known, until: 9999-12-31}
            """,
            "--format",
            "json");
    JsonSchemas.assertKept("racetrace-check.schema.json", run.out());
    assertThat(run.out())
        .contains("\"status\" : \"FAILS\",\n  \"assertions\"")
        .containsPattern("\"status\" : \"HOLDS\",\\s+\"reason\" : \"\",")
        .containsPattern(
            "races.yaml\",\\s+\"line\" : 3,\\s+\"findings\" : \\[ \\{\\s+\"fingerprint\"")
        .contains("\"why\" : \"excepted until 9999-12-31: known");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void github_shows_what_does_not_hold_at_the_line_that_asks_for_it() throws IOException {
    Run run =
        check(
            racy,
            """
            assertions:
              - coverage: 0.5
              - no-race: {rules: [lost-update]}
              - no-race: {on: nothing}
            exceptions:
              - {rule: ownership-conflict, reason: known, until: 9999-12-31}
            """,
            "--format",
            "github");
    assertThat(run.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("::error file=.*races.yaml,line=3,title=no lost-update::.*"))
        .anyMatch(line -> line.matches("::warning file=.*races.yaml,line=4,title=no race on .*"))
        .anyMatch(
            line ->
                line.matches("::notice title=ownership-conflict on .*::excepted until 9999-.*"));
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void an_exception_counts_until_its_last_day_and_says_so_afterwards() throws IOException {
    String wanted = "assertions:\n  - no-race: {}\nexceptions:\n";
    String any = "  - {on: \"*/*\", reason: known, until: ";
    Run excepted = check(racy, wanted + any + "9999-12-31}\n");
    assertThat(excepted.exitCode()).isZero();
    assertThat(excepted.out())
        .contains("left out      lost-update")
        .contains("excepted until 9999-12-31: known");
    Run expired = check(racy, wanted + any + "2020-01-31}\n");
    assertThat(expired.exitCode()).isEqualTo(1);
    assertThat(expired.err())
        .contains("races.yaml:4:5: the exception ended on 2020-01-31, so lost-update")
        .contains("is back; it was: known");
    Run unused = check(racy, wanted + "  - {rule: write-skew, reason: x, until: 9999-12-31}\n");
    assertThat(unused.err()).contains("races.yaml:4:5: nothing needs this exception any more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | :1:1: there is nothing in it",
        "'assertions: []' | :1:1: nothing is asserted",
        "'asertions: []' | :1:1: 'asertions' means nothing here; did you mean 'assertions'?",
        "'assertions:\n  - no-rice: {}' | :2:5: 'no-rice' means nothing here; did you mean 'no-race'?",
        "'assertions:\n  - no-race: {at-least: maybe}' | :2:25: 'maybe' is none of proven, likely,",
        "'assertions:\n  - no-race: {rules: [lost]}' | :2:23: 'lost' is none of check-then-act,",
        "'assertions:\n  - coverage: 1.5' | :2:15: a share is from 0 to 1: 1.5",
        "'assertions:\n  - coverage: much' | :2:15: 'much' is no number",
        "'assertions:\n  - single-writer: {}' | :2:20: 'of' is missing",
        "'assertions:\n  - guard-fired: {guard: lock}' | :2:26: 'lock' is none of version-predicate,",
        "'assertions:\n  - no-race: {}\n  - no-race: {}' | :3:5: 'no race' is asserted twice",
        "'assertions:\n  - no-race: {}\nexceptions:\n  - {on: x, until: 2026-12-31}' | :4:5: 'reason' is missing",
        "'assertions:\n  - no-race: {}\nexceptions:\n  - {on: x, reason: y, until: soon}' | :4:31: 'soon' is no day",
        "'assertions:\n  - no-race: {}\nexceptions:\n  - {reason: y, until: 2026-12-31}' | :4:5: an exception names",
        "'assertions:\n  - no-race: {}\n  - race-found: {rule: lost-update}' | :3:5: 'lost-update is found' and 'no race',",
        "'assertions:\n  - single-writer: {of: a, service: x}\n  - single-writer: {of: a, service: y}' | :3:5: 'a is written by y alone' and",
        "'assertions:\n  - lock-hold: {at-most: long}' | :2:26: 'long' is not a duration such as",
        "'assertions:\n  - attempts: {at-most: 0.5}' | :2:25: a change takes at least one attempt: 0.5",
        "'assertions:\n  - no-race: {}\nexceptions:\n  - {on: x, reason: y, until: 2026-12-31}\n  - {on: x, reason: z, until: 2027-12-31}' | :5:5: the same is excepted at ",
        "'assertions:\n  - no-race: {}\nbaseline: {}' | :3:11: a single value is needed here",
        "'assertions: [' | no YAML"
      })
  void what_is_wrong_in_the_file_is_named_with_its_place(String yaml, String message)
      throws IOException {
    Run run = check(racy, yaml);
    assertThat(run.err()).contains("races.yaml").contains(message).hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    Run run = Run.of("check", racy, "--assertions", folder.resolve("none.yaml").toString());
    assertThat(run.err()).contains("none.yaml: no such file");
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
