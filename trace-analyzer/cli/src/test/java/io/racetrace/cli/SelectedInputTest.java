package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was left out by options must not look as if it were not there. */
class SelectedInputTest {

  @TempDir Path folder;
  private FakeBackEnd jaeger;

  @BeforeEach
  void open() throws IOException {
    jaeger = FakeBackEnd.jaeger(SpanFile.clean());
  }

  @AfterEach
  void close() {
    jaeger.close();
  }

  @Test
  void some_traces_are_not_enough_to_call_anything_clean() {
    Run whole = Run.of("analyze", "--jaeger", jaeger.address());
    assertThat(whole.exitCode()).isZero();
    assertThat(whole.out()).doesNotContain("selected");

    Run tagged = Run.of("analyze", "--jaeger", jaeger.address(), "--tag", "http.route=/points");
    assertThat(tagged.exitCode()).isEqualTo(3);
  }

  @Test
  void traces_of_some_services_do_not_tell_who_else_writes() throws IOException {
    Path assertions =
        Files.writeString(
            folder.resolve("racetrace.yaml"),
            "assertions:\n  - single-writer: {of: users, service: order-service}\n");

    Run whole = check(assertions);
    assertThat(whole.out()).contains("1 of 1 assertions hold");
    Run some = check(assertions, "--service", "order-service");
    assertThat(some.out())
        .contains("INCONCLUSIVE  users is written by order-service alone")
        .contains("what other services do in traces of their own was not asked for");
    assertThat(some.exitCode()).isEqualTo(3);
    assertThat(Run.of("analyze", "--jaeger", jaeger.address(), "--service", "order-service").out())
        .contains("selected-services  --service order-service");
    assertThat(
            Run.of("owners", "--jaeger", jaeger.address(), "--service", "order-service").exitCode())
        .isEqualTo(3);
  }

  private Run check(Path assertions, String... more) {
    String[] arguments = {"check", "--assertions", assertions.toString(), "--jaeger"};
    return Run.of(
        Stream.of(arguments, new String[] {jaeger.address()}, more)
            .flatMap(Arrays::stream)
            .toArray(String[]::new));
  }
}
