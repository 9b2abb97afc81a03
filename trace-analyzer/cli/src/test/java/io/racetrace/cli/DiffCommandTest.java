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

class DiffCommandTest {

  @TempDir Path folder;
  private String racy = "";
  private String clean = "";
  private String empty = "";

  @BeforeEach
  void writeReports() throws IOException {
    racy = report("racy", SpanFile.racy());
    clean = report("clean", SpanFile.clean());
    empty = report("empty", "");
  }

  private String report(String name, String spans) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".jsonl"), spans);
    Path out = folder.resolve(name + ".json");
    Run.of("analyze", file.toString(), "--format", "json", "--out", out.toString());
    return out.toString();
  }

  private String changed(String report, String what, String by) throws IOException {
    String text = Files.readString(Path.of(report));
    assertThat(text).contains(what);
    return Files.writeString(folder.resolve("changed.json"), text.replaceFirst(what, by))
        .toString();
  }

  @Test
  void what_is_new_fails_and_what_is_gone_does_not() {
    Run came = Run.of("diff", clean, racy);
    assertThat(came.exitCode()).isEqualTo(1);
    assertThat(came.out()).contains("new        PROVEN    high    lost-update  ");

    Run went = Run.of("diff", racy, clean);
    assertThat(went.exitCode()).isZero();
    assertThat(went.out()).contains("gone       PROVEN    high    lost-update  ");

    Run same = Run.of("diff", racy, racy);
    assertThat(same.exitCode()).isZero();
    assertThat(same.out()).contains("0 new, 0 worse, 2 unchanged, 0 gone");
  }

  @Test
  void what_is_surer_or_more_often_than_before_is_worse() throws IOException {
    String proven = "\"certainty\": \"PROVEN\"";
    Run surer = Run.of("diff", changed(racy, proven, "\"certainty\": \"POSSIBLE\""), racy);
    assertThat(surer.out()).contains("worse      PROVEN").contains("was POSSIBLE");
    assertThat(surer.exitCode()).isEqualTo(1);

    Run often = Run.of("diff", racy, changed(racy, "\"count\": 1,", "\"count\": 7,"));
    assertThat(often.out()).contains("worse      ").contains("7 times  was once");
    assertThat(often.exitCode()).isZero();

    Run seldom = Run.of("diff", changed(racy, "\"count\": 1,", "\"count\": 7,"), racy);
    assertThat(seldom.out()).contains("unchanged  ").contains("once  was 7 times");
  }

  @Test
  void how_sure_a_new_finding_must_be_can_be_chosen() {
    assertThat(Run.of("diff", clean, racy, "--fail-on", "never").exitCode()).isZero();
    assertThat(Run.of("diff", empty, clean).exitCode()).isZero();
    assertThat(Run.of("diff", empty, clean, "--fail-on", "latent").exitCode()).isEqualTo(1);
  }

  @Test
  void findings_that_are_known_do_not_make_up_for_what_was_not_seen() throws IOException {
    String torn = report("torn", SpanFile.racy() + "{\"resourceSpans\":");
    Run same = Run.of("diff", racy, torn);
    assertThat(same.out())
        .contains("0 new, 0 worse, 2 unchanged, 0 gone")
        .contains("too little was seen for the newer report to say that anything is gone");
    assertThat(same.exitCode()).isEqualTo(3);
    String older = changed(torn, "  \"conclusive\": false,\n", "");
    assertThat(Run.of("diff", racy, older).exitCode()).isZero();
  }

  @Test
  void a_newer_report_that_saw_too_little_is_not_clean() {
    assertThat(Run.of("diff", racy, empty).exitCode()).isEqualTo(3);
  }

  @Test
  void the_difference_is_json_where_asked_for() {
    Run run = Run.of("diff", clean, racy, "--format", "json");
    assertThat(run.out())
        .contains("\"schema\" : \"racetrace-diff/1\"", "\"conclusive\" : true")
        .contains("\"new\" : [ {")
        .contains("\"unchanged\" : [ ]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | is no report of racetrace in JSON; write one with",
        "[ | is no report of racetrace in JSON",
        "'{\"schema\": \"racetrace-report/1\", \"findings\": [' | :1: ",
        "'{\"schema\": \"racetrace-report/1\", \"findings\": [{\"rule\": 7}]}' | :1: findings[0].rule is not text"
      })
  void a_file_that_is_no_report_is_named(String text, String message) throws IOException {
    String broken = Files.writeString(folder.resolve("broken.json"), text).toString();
    Run run = Run.of("diff", broken, racy);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("broken.json").contains(message).hasLineCount(1);
    assertThat(Run.of("diff", racy, folder.resolve("none.json").toString()).err())
        .contains("none.json is not there");
  }
}
