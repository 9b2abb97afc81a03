package io.racetrace.lab.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.lab.gate.ReadmeDoor.Command;
import io.racetrace.lab.gate.Tools.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an empty directory to a red check, and to a green one, by what the README says alone. */
@Tag("once")
class ITPipeline {

  @TempDir private static Path empty = Path.of("");

  private static final StringBuilder PRINTED = new StringBuilder();

  @BeforeAll
  static void type_what_the_readme_says() throws Exception {
    // The launcher would build what is being built.
    Path launcher =
        Files.writeString(
            empty.resolve("racetrace"),
            "#!/bin/sh\nexec '"
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -Xmx200m -XX:+UseSerialGC -jar '"
                + System.getProperty("racetrace.lab.jar", "no jar")
                + "' \"$@\"\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    ReadmeDoor door = ReadmeDoor.open();
    Files.writeString(empty.resolve("racetrace.yaml"), door.yaml());
    for (Command command : door.commands()) {
      Said said = shell(command.line());
      PRINTED.append(said.text());
      assertThat(said.exitCode())
          .as(command.line() + "\n" + said.text())
          .isEqualTo(command.exitCode());
    }
  }

  private static Said shell(String line) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", line)
            .directory(empty.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }

  private static SavedFormats formats(String form, String... options) throws IOException {
    return SavedFormats.of(
        empty.resolve(form).resolve("spans.jsonl"),
        empty.resolve("formats-" + form + options.length),
        options);
  }

  @Test
  void the_check_of_the_racy_form_is_red_and_says_why_and_that_of_the_repaired_one_is_green() {
    assertThat(PRINTED)
        .contains("FAILS         no race on loyalty_account")
        .contains("lost-update  PROVEN")
        .contains("known from now on")
        .contains("gone       PROVEN");
    assertThat(empty.resolve("races.xml")).content().contains("failures=\"0\" errors=\"0\"");
  }

  @Test
  void every_format_tells_the_same_findings() throws Exception {
    for (String form : new String[] {"racy", "repaired"}) {
      Map<String, Set<String>> all = formats(form).fingerprints();
      assertThat(all).hasSize(7);
      Set<String> inJson = all.getOrDefault("json", Set.of());
      assertThat(all.values()).allMatch(inJson::equals);
      assertThat(inJson.isEmpty()).isEqualTo(form.equals("repaired"));
    }
    SavedFormats known =
        formats("racy", "--baseline", empty.resolve("racetrace-baseline.txt").toString());
    assertThat(known.fingerprints().values())
        .allMatch(formats("racy").fingerprints().getOrDefault("json", Set.of())::equals);
  }

  @Test
  void sarif_is_what_the_standard_says_and_others_read_it() throws Exception {
    Tools readers = Tools.readers();
    for (SavedFormats formats :
        new SavedFormats[] {
          formats("racy"),
          formats("repaired"),
          formats("racy", "--baseline", empty.resolve("racetrace-baseline.txt").toString())
        }) {
      Said judged =
          readers.run(
              "check-jsonschema",
              // The standard's own patterns are JavaScript's, of the older kind.
              "--regex-variant",
              "nonunicode",
              "--schemafile",
              readers.folder().resolve("sarif-2.1.0.schema.json"),
              formats.file("sarif"));
      assertThat(judged.exitCode()).as(judged.text()).isZero();
    }
    Path csv = empty.resolve("races.csv");
    Said read = readers.run("sarif", "csv", formats("racy").file("sarif"), "--output", csv);
    assertThat(read.exitCode()).as(read.text()).isZero();
    int findings = formats("racy").fingerprints().getOrDefault("json", Set.of()).size();
    assertThat(csv).content().contains("racetrace", "lost-update");
    assertThat(Files.readAllLines(csv)).hasSize(findings + 1);
  }

  @Test
  void junit_xml_is_read_by_others() throws Exception {
    Tools readers = Tools.readers();
    String program =
        """
        import sys, junitparser
        for each in junitparser.JUnitXml.fromfile(sys.argv[1]):
            print(each.tests, each.failures, each.errors, each.skipped)
            for case in each:
                print(case.name, [type(result).__name__ for result in case.result])
        """;
    int findings = formats("racy").fingerprints().getOrDefault("json", Set.of()).size();
    Said racy = readers.run("python", "-c", program, formats("racy").file("junit"));
    assertThat(racy.text())
        .startsWith(findings + 1 + " " + findings + " 0 0\n")
        .contains(" ['Failure']\n")
        .contains("enough was seen []\n");
    String known = empty.resolve("racetrace-baseline.txt").toString();
    Said left =
        readers.run("python", "-c", program, formats("racy", "--baseline", known).file("junit"));
    assertThat(left.text())
        .startsWith(findings + 1 + " 0 0 " + findings + "\n")
        .contains(" ['Skipped']\n");
  }
}
