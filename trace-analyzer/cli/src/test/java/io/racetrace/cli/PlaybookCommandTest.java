package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.detect.Detectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookCommandTest {

  @TempDir private Path folder;
  private Path report;
  private String fingerprint;

  @BeforeEach
  void analyze() throws IOException {
    Path spans = Files.writeString(folder.resolve("spans.jsonl"), SpanFile.racy());
    report = folder.resolve("report.json");
    Run.of("analyze", spans.toString(), "--format", "json", "--out", report.toString());
    Matcher found =
        Pattern.compile("\"fingerprint\": \"([0-9a-f]{16})\"").matcher(Files.readString(report));
    assertThat(found.find()).isTrue();
    fingerprint = found.group(1);
  }

  @Test
  void the_page_begins_with_the_finding_and_has_its_record_in_the_commands() {
    Run run = playbook("lost-update", "--finding", fingerprint.substring(0, 4));

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("# lost-update\n\n    finding   " + fingerprint + "  lost-update  PROVEN")
        .contains(
            "--service order-service,referral-service",
            "FROM users WHERE account_id = '42'",
            "referral-service",
            "## 30 seconds")
        .doesNotContain("FROM loyalty_account");
  }

  @Test
  void the_rule_need_not_be_named_and_a_single_finding_need_neither() {
    assertThat(playbook("--finding", fingerprint).out()).startsWith("# lost-update\n");
    assertThat(playbook("lost-update").out()).contains(fingerprint);
  }

  @Test
  void what_is_not_there_is_said_with_what_is() throws IOException {
    String unknown = fingerprint.startsWith("0000") ? "1111" : "0000";

    Run none = playbook("--finding", unknown);

    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.out()).isEmpty();
    assertThat(none.err())
        .contains("no fingerprint in " + report + " begins with '" + unknown + "'")
        .contains("  " + fingerprint + "  lost-update  PROVEN");

    Run otherRule = playbook("stampede", "--finding", fingerprint);
    assertThat(otherRule.exitCode()).isEqualTo(2);
    assertThat(otherRule.err()).contains("another rule than stampede", fingerprint);
  }

  @Test
  void a_prefix_of_several_fingerprints_is_answered_with_all_of_them() throws IOException {
    String other = fingerprint.substring(0, 15) + (fingerprint.endsWith("0") ? "1" : "0");
    Path second = folder.resolve("second.json");
    Files.writeString(second, Files.readString(report).replace(fingerprint, other));

    Run run =
        Run.of(
            "playbook",
            "--finding",
            fingerprint.substring(0, 6),
            "--report",
            report.toString(),
            second.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("give more of it", fingerprint, other);
    assertThat(
            Run.of("playbook", "--finding", other, "--report", report.toString(), second.toString())
                .exitCode())
        .isZero();
  }

  @Test
  void without_a_report_the_page_is_printed_as_it_is_and_a_finding_can_not_be_found() {
    Run page = Run.of("playbook", "lost-update");
    assertThat(page.exitCode()).isZero();
    assertThat(page.out()).isEqualTo(Run.of("explain", "lost-update").out());

    Run finding = Run.of("playbook", "--finding", fingerprint);
    assertThat(finding.exitCode()).isEqualTo(2);
    assertThat(finding.err()).contains("add --report FILE", "racetrace analyze");

    assertThat(Run.of("playbook").err()).contains("say which page");
  }

  @Test
  void what_is_no_report_is_said_with_the_place() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\n\"schema\": 1}");
    Path cut = folder.resolve("cut.json");
    Files.writeString(cut, Files.readString(report).substring(0, 900));
    Path spans = folder.resolve("spans.jsonl");

    assertThat(complaint(broken)).contains("broken.json:2: schema is not text");
    assertThat(complaint(cut)).contains("cut.json:").contains("is the report whole?");
    assertThat(complaint(spans)).contains("spans.jsonl is no report of racetrace in JSON");
    assertThat(complaint(folder.resolve("none.json"))).contains("none.json is not there");
  }

  private String complaint(Path file) {
    Run run = Run.of("playbook", "--finding", fingerprint, "--report", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    AnalyzeCommandTest.assertNoStackTrace(run);
    return run.err();
  }

  @Test
  void another_exemplar_and_a_wrong_one() {
    assertThat(playbook("--finding", fingerprint, "--exemplar", "1").exitCode()).isZero();
    Run run = playbook("--finding", fingerprint, "--exemplar", "2");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("tells 1 of 1 occurrences", "--exemplars all");
    assertThat(playbook("--finding", "xyz").err()).contains("4 to 16 of the digits");
  }

  @Test
  void the_list_has_a_line_for_each_rule() {
    Run run = Run.of("playbook", "--list");

    assertThat(run.exitCode()).isZero();
    List<String> rules =
        Detectors.all().stream().map(detector -> detector.rule().id()).sorted().toList();
    assertThat(run.out().lines().map(line -> line.replaceFirst(" .*", "")))
        .containsExactlyElementsOf(rules);
    assertThat(Run.of("playbook", "lost-updates").err()).contains("did you mean lost-update");
  }

  private Run playbook(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "playbook";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--report";
    all[all.length - 1] = report.toString();
    return Run.of(all);
  }
}
