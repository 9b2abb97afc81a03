package io.racetrace.lab.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.sources.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs of others that a script in .ci left in the cache; a test is skipped where there are
 * none, and fails in CI.
 */
record Tools(Path folder) {

  /** What one of them said. */
  record Said(int exitCode, String text) {}

  static Tools readers() throws IOException {
    return of(
        "readers.sh",
        "readers",
        "SARIF_TOOLS_VERSION",
        "JUNITPARSER_VERSION",
        "CHECK_JSONSCHEMA_VERSION");
  }

  static Tools linters() throws IOException {
    return of(
        "linters.sh",
        "linters",
        "ACTIONLINT_VERSION",
        "CHECK_JSONSCHEMA_VERSION",
        "NPM_GROOVY_LINT_VERSION");
  }

  static Tools contractLint() throws IOException {
    return of("contract-lint.sh", "contract-lint", "DATACONTRACT_CLI_VERSION");
  }

  private static Tools of(String script, String name, String... versions) throws IOException {
    StringBuilder folder = new StringBuilder(name);
    for (String version : versions) {
      folder.append('-').append(Checkout.version(version));
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path parts =
        (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
            .resolve("racetrace-parts");
    Tools tools = new Tools(parts.resolve(folder.toString()));
    if (!Files.isDirectory(tools.folder)) {
      String skipped = "skipped: no " + name + "; 'sh .ci/" + script + "' fetches them";
      assertThat(System.getenv("CI")).as(skipped).isNotEqualTo("true");
      System.out.println(skipped);
      Assumptions.abort(skipped);
    }
    return tools;
  }

  Said run(String program, Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(folder.resolve("bin/" + program).toString()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }
}
