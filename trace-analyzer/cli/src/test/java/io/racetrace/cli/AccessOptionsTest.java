package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class AccessOptionsTest {

  @TempDir Path folder;
  private FakeBackEnd backEnd;

  @BeforeEach
  void start() throws IOException {
    backEnd = FakeBackEnd.jaeger(SpanFile.clean());
  }

  @AfterEach
  void stop() {
    backEnd.close();
  }

  @Test
  void a_token_comes_out_of_a_file_and_other_headers_off_the_command_line() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "s3cret\n");

    Run run =
        Run.of(
            "analyze",
            "--jaeger",
            backEnd.address(),
            "--bearer-file",
            token.toString(),
            "--header",
            "X-Shop: a: b",
            "--tenant",
            "shop");

    assertThat(run.exitCode()).isZero();
    assertThat(backEnd.headers)
        .hasSize(2)
        .allSatisfy(
            headers ->
                assertThat(headers)
                    .containsEntry("Authorization", List.of("Bearer s3cret"))
                    .containsEntry("X-shop", List.of("a: b"))
                    .containsEntry("X-tenant", List.of("shop")));
    assertThat(run.err() + run.out()).doesNotContain("s3cret");
  }

  @Test
  void tempo_hears_of_tenants_in_its_own_way() {
    Run.of("analyze", "--tempo", backEnd.address(), "--tenant", "shop");

    assertThat(backEnd.headers.get(0)).containsEntry("X-scope-orgid", List.of("shop"));
  }

  @Test
  void a_server_that_refuses_is_told_with_the_ways_to_be_let_in() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "not here");
    backEnd.answer("/api/v3/services", null);

    Run run = Run.of("analyze", "--jaeger", backEnd.address(), "--bearer-file", token.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("answered 401: ***; give a token with --bearer-file or RACETRACE_BEARER")
        .doesNotContain("not here");
  }

  @Test
  void a_token_in_the_environment_yields_to_what_was_said() throws IOException {
    UnaryOperator<@Nullable String> environment =
        Map.of("RACETRACE_BEARER", "from-environment")::get;
    Path token = Files.writeString(folder.resolve("token"), "from-file");

    assertThat(options().access("--jaeger", "x-tenant", false, environment).hasSecret()).isTrue();
    assertThat(options().access("--jaeger", "x-tenant", true, environment).hasSecret()).isFalse();
    assertThat(
            options().access("--jaeger", "x-tenant", false, AccessOptionsTest::nothing).hasSecret())
        .isFalse();
    Assertions.assertThatThrownBy(
            () ->
                options("--bearer-file", token.toString())
                    .access("--jaeger", "x-tenant", true, environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--bearer-file and the password in the address");
  }

  @Test
  void files_that_are_of_no_use_are_named() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "");

    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, 0});

    Run noText = Run.of("analyze", "--jaeger", "http://h", "--bearer-file", binary.toString());
    Run noCa = Run.of("analyze", "--jaeger", "http://h", "--ca", text.toString());
    Run empty = Run.of("analyze", "--jaeger", "http://h", "--bearer-file", text.toString());
    Run missing = Run.of("analyze", "--jaeger", "http://h", "--bearer-file", "nowhere");

    assertThat(noCa.exitCode()).isEqualTo(2);
    assertThat(noCa.err()).contains(text + " holds no certificates in PEM");
    assertThat(noText.err()).contains("--bearer-file " + binary + " does not hold text");
    assertThat(empty.err()).contains("--bearer-file " + text + " is empty");
    assertThat(missing.err()).contains("--bearer-file nowhere can't be read");
  }

  private static AccessOptions options(String... arguments) {
    Program program = new Program();
    new CommandLine(program).parseArgs(arguments);
    return program.options;
  }

  @Command
  private static final class Program {
    @Mixin private AccessOptions options = new AccessOptions();
  }

  /** An environment without variables. */
  private static @Nullable String nothing(@Nullable String name) {
    return null;
  }
}
