package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class RacetraceCommandLineTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "analyze --help",
        "advise --help",
        "fetch --help",
        "record --help",
        "explain --help"
      })
  void help_lists_exit_codes_and_shows_examples(String arguments) {
    Run run = Run.of(arguments.split(" ", -1));

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Exit codes:")
        .containsPattern("Examples:\\R  racetrace ")
        .doesNotContain("${");
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
    // Where an example is wrapped it goes on at the margin, and can't be copied any more.
    assertThat(run.out().lines().dropWhile(line -> !line.equals("Examples:")).skip(1))
        .allSatisfy(line -> assertThat(line).startsWith("  "));
  }

  @Test
  void the_version_is_told() {
    Run run = Run.of("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("racetrace ");
  }

  @Test
  void an_unexpected_failure_is_one_line_and_exits_with_2() {
    StringWriter err = new StringWriter();
    CommandLine program = RacetraceCommandLine.create(new Failing());
    program.setErr(new PrintWriter(err));

    assertThat(program.execute("fail")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("racetrace: internal error: java.lang.IllegalStateException: on purpose")
        .contains("--stacktrace")
        .doesNotContain("\tat ");
  }

  @Test
  void a_command_from_elsewhere_takes_the_common_options() {
    StringWriter err = new StringWriter();
    CommandLine program = RacetraceCommandLine.create(new Failing());
    program.setErr(new PrintWriter(err));

    assertThat(program.execute("fail", "--stacktrace")).isEqualTo(2);
    assertThat(err.toString()).contains("\tat io.racetrace.cli");
  }

  @Test
  void a_lack_of_memory_is_one_line_too() {
    StringWriter err = new StringWriter();
    CommandLine program = RacetraceCommandLine.create(new Hungry());
    program.setErr(new PrintWriter(err));

    assertThat(program.execute("eat")).isEqualTo(2);
    assertThat(err.toString()).startsWith("racetrace: out of memory").hasLineCount(1);
  }

  @Test
  void a_reader_who_leaves_is_no_error_and_a_full_disk_is() {
    PrintWriter left = new PrintWriter(new StandardOutput(failing("Broken pipe")));
    PrintWriter full = new PrintWriter(new StandardOutput(failing("No space left on device")));
    left.println("report");
    full.println("report");

    assertThat(left.checkError()).isFalse();
    assertThat(full.checkError()).isTrue();
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        throw new IOException(message);
      }
    };
  }

  @Command(name = "fail")
  static final class Failing implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("on purpose");
    }
  }

  @Command(name = "eat")
  static final class Hungry implements Runnable {
    @Override
    public void run() {
      throw new OutOfMemoryError("on purpose");
    }
  }
}
