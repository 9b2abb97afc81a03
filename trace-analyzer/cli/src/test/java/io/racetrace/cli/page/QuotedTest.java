package io.racetrace.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Hostile values go through a real shell, and come out as they went in. */
class QuotedTest {

  private static final PageRecord EXAMPLE = new PageRecord("postgresql/shop/account", "example-42");

  @Property(tries = 150)
  void a_real_shell_gives_back_each_value_wherever_it_lands(@ForAll("hostile") String value)
      throws IOException, InterruptedException {
    Assume.that(Quoted.isPossible(value));

    assertThat(sh("printf %s example-42", value)).isEqualTo(value);
    assertThat(sh("printf %s 'a example-42 b'", value)).isEqualTo("a " + value + " b");
    assertThat(sh("printf %s \"a example-42 b\"", value)).isEqualTo("a " + value + " b");
    assertThat(sh("printf %s x:example-42:y", value)).isEqualTo("x:" + value + ":y");
  }

  @Property(tries = 60)
  void a_real_jq_gives_back_each_value(@ForAll("hostile") String value)
      throws IOException, InterruptedException {
    Assume.that(Quoted.isPossible(value));
    if (!hasJq()) {
      // Whoever builds has it; a developer's machine may lack it.
      assertThat(System.getenv("CI")).as("this machine has no jq").isNull();
      return;
    }
    assertThat(sh("jq -n -j '\"example-42\"'", value)).isEqualTo(value);
  }

  @Property
  void no_value_that_is_put_in_adds_a_line(@ForAll String value) {
    String page = "```sh\nredis-cli GET example-42\n```\n";

    String filled = FilledPage.of(page, EXAMPLE, new PageRecord(EXAMPLE.type(), value)).text();

    assertThat(filled.lines()).hasSize(3);
  }

  @Example
  void what_would_break_out_is_known() throws IOException, InterruptedException {
    for (String value :
        List.of("$(reboot)", "'; reboot; '", "\"`reboot`\"", "\\", "!!", "-n", "~")) {
      assertThat(sh("printf %s example-42", value)).isEqualTo(value);
      assertThat(sh("printf %s \"example-42\"", value)).isEqualTo(value);
    }
  }

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.frequencyOf(
            Tuple.of(
                3,
                Arbitraries.of(
                    "$(", ")", "'", "\"", "\\", ";--", "`", "${", "}", "!", "\n", "\\(", "$$", "*",
                    "~", " ", "E'", "''", ":'x'", "&&", "|", "<", "#", "%s", "=", "-")),
            Tuple.of(1, Arbitraries.strings().ofMinLength(1).ofMaxLength(3)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }

  private static String sh(String command, String value) throws IOException, InterruptedException {
    String page = "```sh\n" + command + "\n```\n";
    String filled = FilledPage.of(page, EXAMPLE, new PageRecord(EXAMPLE.type(), value)).text();
    String code = filled.substring(6, filled.length() - 5);
    Path script = Files.writeString(Files.createTempFile("script", ".sh"), code, UTF_8);
    Path printed = Files.createTempFile("printed", ".txt");
    try {
      ProcessBuilder shell = new ProcessBuilder("sh", script.toString());
      shell.environment().put("LC_ALL", "C.UTF-8");
      Process process = shell.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return Files.readString(printed, UTF_8);
    } finally {
      Files.delete(script);
      Files.delete(printed);
    }
  }

  private static boolean hasJq() throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v jq").start().waitFor() == 0;
  }
}
