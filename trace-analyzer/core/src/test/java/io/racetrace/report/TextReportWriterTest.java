package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.detect.Detectors;
import io.racetrace.detect.TimelineCase;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextReportWriterTest {

  static Stream<TimelineCase> timelines() {
    return Detectors.all().stream().flatMap(d -> TimelineCase.of(d.rule().id()).stream());
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void a_report_fits_a_hundred_columns_and_a_finding_twenty_five_lines(TimelineCase timeline)
      throws IOException {
    Report report = timeline.analyze();
    StringBuilder text = new StringBuilder();
    new TextReportWriter(false).write(report, text);
    assertThat(text.toString().lines()).allMatch(line -> line.length() <= 100);
    FindingText findingText = new FindingText(new Ink(false), report.coverage(), TraceLinks.NONE);
    report
        .findings()
        .forEach(finding -> assertThat(findingText.text(finding).lines()).hasSizeLessThan(26));
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void colour_adds_nothing_but_colour(TimelineCase timeline) throws IOException {
    StringBuilder plain = new StringBuilder();
    StringBuilder coloured = new StringBuilder();
    new TextReportWriter(false).write(timeline.analyze(), plain);
    new TextReportWriter(true).write(timeline.analyze(), coloured);
    assertThat(coloured.toString().replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain.toString());
  }
}
