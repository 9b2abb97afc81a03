package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkOptionsTest {

  private static final String A =
      "https://j.example.org/trace/00000000000000000000000000000002?uiFind=0000000000000006";
  private static final String B =
      "https://j.example.org/trace/00000000000000000000000000000001?uiFind=0000000000000003";

  @TempDir private Path folder;
  private Path spans;

  @BeforeEach
  void write() throws IOException {
    spans = Files.writeString(folder.resolve("spans.jsonl"), SpanFile.racy());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "sarif", "markdown", "html"})
  void each_form_links_both_sides_and_names_the_command(String format) {
    Run linked = analyze(format, "--trace-url", "jaeger=https://j.example.org/");

    assertThat(linked.out()).contains(A, B, "racetrace playbook lost-update --finding ");
    assertThat(analyze(format).out()).doesNotContain("uiFind");
  }

  @Test
  void in_the_text_a_link_is_on_one_line() {
    assertThat(analyze("text", "--trace-url", "jaeger=https://j.example.org").out().lines())
        .contains("  links     A  " + A, "            B  " + B);
  }

  @Test
  void with_a_back_end_links_lead_there_and_without_its_password() throws IOException {
    try (FakeBackEnd jaeger = FakeBackEnd.jaeger(SpanFile.racy())) {
      String address = jaeger.address().replace("http://", "http://me:secret@");
      Run own =
          Run.of(
              "analyze",
              "--jaeger",
              address,
              "--from",
              "2026-01-01T00:00:00Z",
              "--to",
              "2026-01-01T00:01:00Z");
      Run other =
          Run.of(
              "analyze",
              "--jaeger",
              address,
              "--from",
              "2026-01-01T00:00:00Z",
              "--to",
              "2026-01-01T00:01:00Z",
              "--trace-url",
              "https://other/{traceId}");

      assertThat(own.out()).contains(jaeger.address() + "/trace/").doesNotContain("secret");
      assertThat(other.out()).contains("https://other/0000").doesNotContain("/trace/");
    }
  }

  @Test
  void the_links_of_a_report_are_in_the_page_of_its_finding() throws IOException {
    Path report = folder.resolve("report.json");
    Run.of(
        "analyze",
        spans.toString(),
        "--trace-url",
        "jaeger=https://j.example.org",
        "--format",
        "json",
        "--out",
        report.toString());

    assertThat(Run.of("playbook", "lost-update", "--report", report.toString()).out())
        .contains(A, B);
  }

  @Test
  void a_template_without_the_trace_is_an_error() {
    Run run = analyze("text", "--trace-url", "https://j.example.org/trace/");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("--trace-url", "needs {traceId}");
  }

  private Run analyze(String format, String... more) {
    String[] all = new String[more.length + 4];
    all[0] = "analyze";
    all[1] = spans.toString();
    all[2] = "--format";
    all[3] = format;
    System.arraycopy(more, 0, all, 4, more.length);
    return Run.of(all);
  }
}
