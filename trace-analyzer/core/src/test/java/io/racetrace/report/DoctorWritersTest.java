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
import io.racetrace.trace.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DoctorWritersTest {

  private static final Schema SCHEMA = schema("racetrace-doctor.schema.json");
  private static final Schema REPORT_SCHEMA = schema("racetrace-report.schema.json");

  static Stream<TimelineCase> timelines() {
    return Detectors.all().stream().flatMap(d -> TimelineCase.of(d.rule().id()).stream());
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void the_json_keeps_its_schema_whatever_is_missing(TimelineCase timeline) throws IOException {
    for (Report report : List.of(timeline.analyze(), blind(timeline))) {
      assertThat(errors(SCHEMA, json(report))).isEmpty();
      StringBuilder reportJson = new StringBuilder();
      new JsonReportWriter().write(report, reportJson);
      assertThat(errors(REPORT_SCHEMA, reportJson.toString())).isEmpty();
    }
  }

  @Test
  void nothing_at_all_keeps_the_schema_and_is_said() throws IOException {
    Report report = analyze(List.of());

    assertThat(errors(SCHEMA, json(report))).isEmpty();
    assertThat(text(report, false))
        .startsWith("Nothing can be judged: no write was seen in 0 spans");
  }

  @Test
  void the_schema_refuses_what_is_not_a_doctors_report() {
    assertThat(errors(SCHEMA, "{\"schema\": \"racetrace-report/1\"}")).isNotEmpty();
    assertThat(errors(SCHEMA, "{}")).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void the_text_fits_a_hundred_columns_and_colour_adds_nothing_but_colour(TimelineCase timeline)
      throws IOException {
    for (Report report : List.of(timeline.analyze(), blind(timeline))) {
      String plain = text(report, false);
      assertThat(plain.lines()).allMatch(line -> line.length() <= 100);
      assertThat(plain).matches("[\\x20-\\x7E\\n]+");
      assertThat(text(report, true).replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void equal_spans_give_equal_bytes_in_any_order(TimelineCase timeline) throws IOException {
    List<Span> spans = new ArrayList<>(timeline.timeline().spans());
    String json = json(analyze(spans));
    Collections.shuffle(spans, new Random(5));

    assertThat(json(analyze(spans))).isEqualTo(json);
  }

  @Test
  void what_opens_most_comes_first_with_the_setting_in_one_piece() throws IOException {
    List<Span> spans = new ArrayList<>();
    for (TimelineCase timeline : timelines().toList()) {
      timeline.timeline().spans().forEach(span -> spans.add(blind(span)));
    }

    Report report = analyze(spans);

    List<Opening> openings = Opening.of(report.coverage());
    assertThat(openings).hasSizeGreaterThan(1);
    assertThat(openings)
        .isSortedAccordingTo((one, other) -> Long.compare(other.writes(), one.writes()));
    assertThat(text(report, false))
        .contains("\n  1  " + openings.get(0).writes() + " write")
        .contains("     set   -Dotel.javaagent.extensions=racetrace-agent-extension.jar\n");
  }

  @Test
  void the_report_itself_says_nothing_that_depends_on_who_wrote_the_spans() throws IOException {
    List<Span> spans = new ArrayList<>();
    for (TimelineCase timeline : timelines().toList()) {
      timeline.timeline().spans().forEach(span -> spans.add(blind(span)));
    }
    List<Span> told = spans.stream().map(DoctorWritersTest::withoutEmitter).toList();
    StringBuilder with = new StringBuilder();
    StringBuilder without = new StringBuilder();
    new JsonReportWriter().write(analyze(spans), with);
    new JsonReportWriter().write(analyze(told), without);

    assertThat(without.toString()).isEqualTo(with.toString());
    assertThat(json(analyze(told))).isNotEqualTo(json(analyze(spans)));
  }

  private static Span withoutEmitter(Span span) {
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes
        .keySet()
        .removeIf(key -> key.startsWith("telemetry.") || key.equals("otel.scope.name"));
    return with(span, attributes);
  }

  /** The timeline as an agent shows it that nobody has set up. */
  private static Report blind(TimelineCase timeline) {
    return analyze(timeline.timeline().spans().stream().map(DoctorWritersTest::blind).toList());
  }

  private static Span blind(Span span) {
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes
        .keySet()
        .removeIf(key -> key.startsWith("racetrace.") || key.startsWith("db.query.parameter."));
    attributes.put("telemetry.sdk.language", "java");
    attributes.put("telemetry.distro.name", "opentelemetry-java-instrumentation");
    attributes.put("otel.scope.name", "io.opentelemetry.jdbc");
    attributes.put("w3c.tracestate", "ot=th:e6666666666666");
    return with(span, attributes);
  }

  private static Span with(Span span, Map<String, String> attributes) {
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        attributes,
        span.links(),
        span.resolution());
  }

  private static Report analyze(List<Span> spans) {
    return TraceAnalyzer.builder().build().analyze(spans);
  }

  private static Schema schema(String name) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Objects.requireNonNull(DoctorJsonWriter.class.getResourceAsStream(name)));
  }

  private static List<Error> errors(Schema schema, String json) {
    return schema.validate(json, InputFormat.JSON);
  }

  private static String json(Report report) throws IOException {
    StringBuilder json = new StringBuilder();
    new DoctorJsonWriter().write(report, json);
    return json.toString();
  }

  private static String text(Report report, boolean ansi) throws IOException {
    StringBuilder text = new StringBuilder();
    new DoctorTextWriter(ansi).write(report, text);
    return text.toString();
  }
}
