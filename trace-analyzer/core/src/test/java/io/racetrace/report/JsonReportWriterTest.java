package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.racetrace.TraceAnalyzer;
import io.racetrace.detect.Detectors;
import io.racetrace.detect.TimelineCase;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonReportWriterTest {

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(
              Objects.requireNonNull(
                  JsonReportWriter.class.getResourceAsStream("racetrace-report.schema.json")));

  static Stream<TimelineCase> timelines() {
    return Stream.concat(
            Detectors.all().stream().map(detector -> detector.rule().id()),
            Stream.of("ownership-contract"))
        .flatMap(rule -> TimelineCase.of(rule).stream());
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void a_report_keeps_its_schema(TimelineCase timeline) throws IOException {
    assertThat(errors(json(timeline.analyze()))).isEmpty();
  }

  @Test
  void an_empty_report_keeps_its_schema() throws IOException {
    assertThat(errors(json(List.of()))).isEmpty();
  }

  @Test
  void the_schema_refuses_what_is_not_a_report() {
    assertThat(errors("{\"schema\": \"racetrace-report/1\", \"verdict\": \"FINE\"}")).isNotEmpty();
  }

  @Test
  void hostile_text_stays_text() throws IOException {
    String hostile = "a\"b\\c\u0000\u001b[31m\u2028</script>\ud800";
    Timeline timeline =
        Timeline.parse(
            """
            record postgresql/shop/account 42 balance
            A HOSTILE/i request "POST /x"
            B other/i request "POST /y"
            0 A read 100 v1
            1 B read 100 v1
            2 A write 200 v2 based on 100 v1
            3 B write 300 v3 based on 100 v1
            """
                .replace("HOSTILE", "service" + hostile.replace("/", "|")));
    assertThat(errors(json(timeline.spans()))).isEmpty();
    StringBuilder text = new StringBuilder();
    new TextReportWriter(false)
        .write(TraceAnalyzer.builder().build().analyze(timeline.spans()), text);
    assertThat(text.toString()).matches("[\\x20-\\x7E\\n]+");
  }

  private static List<Error> errors(String json) {
    return SCHEMA.validate(json, InputFormat.JSON);
  }

  private static String json(List<Span> spans) throws IOException {
    return json(TraceAnalyzer.builder().build().analyze(spans));
  }

  private static String json(Report report) throws IOException {
    StringBuilder json = new StringBuilder();
    new JsonReportWriter().write(report, json);
    return json.toString();
  }
}
