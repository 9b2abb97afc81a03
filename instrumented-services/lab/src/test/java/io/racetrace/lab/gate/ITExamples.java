package io.racetrace.lab.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.cli.RacetraceCommandLine;
import io.racetrace.lab.gate.Tools.Said;
import io.racetrace.sources.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples for CI servers, before the servers' own linters; and each of them broken once. */
@Tag("once")
class ITExamples {

  @TempDir private Path folder = Path.of("");

  private static Said lint(Path file) throws IOException, InterruptedException {
    Tools linters = Tools.linters();
    String name = String.valueOf(file.getFileName());
    if (name.startsWith("github")) {
      return linters.run("actionlint", "-no-color", file);
    }
    if (name.startsWith("gitlab")) {
      return linters.run(
          "check-jsonschema",
          "--builtin-schema",
          "vendor.gitlab-ci",
          "--data-transform",
          "gitlab-ci",
          file);
    }
    return linters.run(
        "npm-groovy-lint",
        "--no-insight",
        "--nolintafter",
        "--failon",
        "warning",
        "--loglevel",
        "warning",
        "--path",
        Objects.requireNonNull(file.getParent()),
        "--files",
        "**/" + name);
  }

  @ParameterizedTest
  @CsvSource({
    "github-actions.yml, 'runs-on: ubuntu-latest', 'run-on: ubuntu-latest'",
    "gitlab-ci.yml, 'when: always', 'when: for ever'",
    "Jenkinsfile, 'stages {', 'stages {{'"
  })
  void an_example_is_as_its_server_wants_it_and_would_not_be_if_it_were_broken(
      String name, String right, String wrong) throws IOException, InterruptedException {
    String example = Files.readString(Checkout.file("docs/ci").resolve(name));
    Said whole = lint(Files.writeString(folder.resolve(name), example));
    assertThat(whole.exitCode()).as(whole.text()).isZero();

    assertThat(example).contains(right);
    Said broken = lint(Files.writeString(folder.resolve(name), example.replace(right, wrong)));
    assertThat(broken.exitCode()).as(broken.text()).isNotZero();
  }

  @ParameterizedTest
  @CsvSource({"github-actions.yml", "gitlab-ci.yml", "Jenkinsfile"})
  void an_example_says_only_what_the_program_understands(String name) throws IOException {
    String example = Files.readString(Checkout.file("docs/ci").resolve(name)).replace("\\\n", " ");
    List<String> commands = new ArrayList<>();
    for (String line : example.lines().toList()) {
      int from = line.indexOf("racetrace/racetrace ");
      if (from >= 0 && !line.contains("clone")) {
        commands.add(line.substring(from + "racetrace/racetrace ".length()));
      }
    }
    assertThat(commands).hasSizeGreaterThan(2);
    for (String command : commands) {
      String[] words = command.split("[ ']*(?:>>|&|#|$)", 2)[0].strip().split("[ ']+");
      // Throws at what it does not know.
      assertThat(RacetraceCommandLine.create().parseArgs(words).errors()).isEmpty();
    }
  }
}
