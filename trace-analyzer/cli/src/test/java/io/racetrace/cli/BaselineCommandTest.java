package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineCommandTest {

  @TempDir Path folder;
  private String racy = "";
  private String clean = "";
  private Path known = Path.of("");

  @BeforeEach
  void writeFiles() throws IOException {
    racy = Files.writeString(folder.resolve("racy.jsonl"), SpanFile.racy()).toString();
    clean = Files.writeString(folder.resolve("clean.jsonl"), SpanFile.clean()).toString();
    known = folder.resolve("known.txt");
  }

  private Run baseline(String command, String... spans) {
    String[] arguments = new String[4 + spans.length];
    arguments[0] = "baseline";
    arguments[1] = command;
    arguments[2] = "--baseline";
    arguments[3] = known.toString();
    System.arraycopy(spans, 0, arguments, 4, spans.length);
    return Run.of(arguments);
  }

  @Test
  void what_is_known_fails_no_more_and_what_is_new_does() throws IOException {
    Run created = baseline("create", racy);
    assertThat(created.exitCode()).isZero();
    assertThat(created.out()).contains("proven  lost-update  ").contains("known from now on");

    Run run = Run.of("analyze", racy, "--baseline", known.toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("known").contains("CLEAN").contains("known from the baseline");

    Files.writeString(known, "# racetrace-baseline/1\n");
    assertThat(Run.of("analyze", racy, "--baseline", known.toString()).exitCode()).isEqualTo(1);
  }

  @Test
  void nothing_but_the_command_writes_the_file() throws IOException {
    baseline("create", racy);
    String before = Files.readString(known);

    Run.of("analyze", clean, "--baseline", known.toString());
    assertThat(Files.readString(known)).isEqualTo(before);
    Run again = baseline("create", clean);
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("is there already; 'racetrace baseline update' brings it");
    assertThat(Files.readString(known)).isEqualTo(before);
  }

  @Test
  void what_is_gone_is_listed_until_an_update_takes_it_out() throws IOException {
    baseline("create", racy);

    Run run = Run.of("analyze", clean, "--baseline", known.toString());
    assertThat(run.err()).contains("known.txt:4: no longer found: ").contains("lost-update");
    Run updated = baseline("update", clean);
    assertThat(updated.exitCode()).isZero();
    assertThat(updated.out()).contains("gone   ").contains("lost-update").contains("up to date");
    assertThat(Run.of("analyze", clean, "--baseline", known.toString()).err()).isEmpty();
    assertThat(baseline("update", clean).out()).contains("is as it was");
  }

  @Test
  void too_little_spans_take_nothing_out() throws IOException {
    baseline("create", racy);
    String before = Files.readString(known);
    String empty = Files.writeString(folder.resolve("empty.jsonl"), "").toString();

    assertThat(baseline("update", empty).out()).contains("so nothing was taken out");
    assertThat(Files.readString(known)).isEqualTo(before);
    assertThat(Run.of("analyze", empty, "--baseline", known.toString()).exitCode()).isEqualTo(3);
  }

  @Test
  void a_file_is_shown_and_checked() throws IOException {
    baseline("create", racy);
    assertThat(baseline("show").out()).contains("lost-update").contains("known in ");
    Files.writeString(known, Files.readString(known).replace(" proven ", " maybe "));

    for (Run run :
        new Run[] {
          baseline("show"),
          baseline("update", racy),
          Run.of("analyze", racy, "--baseline", known.toString())
        }) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("known.txt:4:18: 'maybe' is none of proven, likely,");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void check_takes_the_baseline_from_its_file_or_from_the_command_line() throws IOException {
    baseline("create", racy);
    String assertions =
        "assertions:\n  - no-race: {on: users}\n  - race-found: {rule: lost-update}\n";
    Path plain = Files.writeString(folder.resolve("plain.yaml"), assertions);
    Path naming = Files.writeString(folder.resolve("a.yaml"), assertions + "baseline: known.txt\n");

    Run named = Run.of("check", racy, "--assertions", naming.toString());
    assertThat(named.exitCode()).as(named.out()).isZero();
    assertThat(named.out())
        .contains("2 of 2 assertions hold")
        .contains("left out      lost-update");
    assertThat(Run.of("check", racy, "--assertions", plain.toString()).exitCode()).isEqualTo(1);
    Run given =
        Run.of("check", racy, "--assertions", plain.toString(), "--baseline", known.toString());
    assertThat(given.exitCode()).isZero();
    Run both = Run.of("check", racy, "--assertions", naming.toString(), "--baseline", "other.txt");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("keep one");
  }

  @Test
  void analyze_takes_the_exceptions_of_a_file() throws IOException {
    Path yaml =
        Files.writeString(
            folder.resolve("a.yaml"),
            "exceptions:\n  - {on: users, until: 9999-12-31, reason: OPS-412}\n");

    Run run = Run.of("analyze", racy, "--exceptions", yaml.toString(), "--format", "sarif");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("excepted until 9999-12-31: OPS-412");
    assertThat(Run.of("check", racy, "--assertions", yaml.toString()).err())
        .contains("a.yaml:1:1: nothing is asserted");
  }
}
