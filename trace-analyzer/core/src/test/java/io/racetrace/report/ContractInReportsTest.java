package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.detect.TimelineCase;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What breaks a contract is shown at the contract's line. */
class ContractInReportsTest {

  private static Report report(String name) {
    return timeline(name).analyze();
  }

  private static TimelineCase timeline(String name) {
    return TimelineCase.of("ownership-contract").stream()
        .filter(timeline -> timeline.name().equals(name))
        .collect(Collectors.toList())
        .get(0);
  }

  private final Report ofColumn =
      report("the owner of the table changes a column of somebody else");
  private final Report expired = report("an exception ended yesterday");

  @Test
  void sarif_shows_it_there() throws IOException {
    StringBuilder out = new StringBuilder();
    new SarifReportWriter("1.2.3", "README.md").write(ofColumn, out);

    String flat = out.toString().replaceAll("\\s", "");
    assertThat(flat)
        .contains(
            "\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"owners.yaml\"},"
                + "\"region\":{\"startLine\":3}}")
        .doesNotContain("\"uri\":\"README.md\"");
  }

  @Test
  void json_names_the_file_the_line_the_owners_and_the_exception_that_ended() throws IOException {
    assertThat(json(ofColumn))
        .contains(
            "\"contract\":{\"file\":\"owners.yaml\",\"line\":3,\"owners\":[\"worker\"],"
                + "\"column\":\"status\"}");
    assertThat(json(expired))
        .contains(
            "\"expired\":{\"until\":\"2026-06-14\",\"reason\":\"OPS-412\","
                + "\"file\":\"owners.yaml\",\"line\":3}");
  }

  private static String json(Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    new JsonReportWriter().write(report, out);
    return out.toString().replaceAll("\\s", "");
  }

  @Test
  void the_order_of_the_input_does_not_matter() throws IOException {
    TimelineCase timeline = timeline("an owner and a stranger take turns");
    List<Span> spans = new ArrayList<>(timeline.timeline().spans());
    Collections.reverse(spans);
    TraceAnalyzer analyzer = TraceAnalyzer.builder().ownerships(timeline.ownerships()).build();

    assertThat(json(analyzer.analyze(spans))).isEqualTo(json(timeline.analyze()));
  }

  @Test
  void text_names_the_line_and_the_owners() throws IOException {
    StringBuilder out = new StringBuilder();
    new TextReportWriter(false).write(expired, out);

    assertThat(out.toString())
        .contains("  contract  owners.yaml:1, owned by orders")
        .contains("its exception ended on 2026-06-14 (OPS-412): owners.yaml:3");
  }

  @Test
  void an_annotation_stands_there() throws IOException {
    StringBuilder out = new StringBuilder();
    new GithubAnnotationWriter().write(ofColumn, out);

    assertThat(out.toString()).startsWith("::error file=owners.yaml,line=3,title=");
  }
}
