package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.racetrace.TraceAnalyzer;
import io.racetrace.detect.Detectors;
import io.racetrace.detect.TimelineCase;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdviceWritersTest {

  static Stream<TimelineCase> timelines() {
    return Detectors.all().stream().flatMap(d -> TimelineCase.of(d.rule().id()).stream());
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void the_json_keeps_its_schema_and_the_text_its_width(TimelineCase timeline) throws IOException {
    Advisory advisory = TraceAnalyzer.builder().build().advise(timeline.timeline().spans());

    assertThat(schema().validate(json(advisory), InputFormat.JSON)).isEmpty();
    assertThat(text(advisory).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @Test
  void nothing_at_all_is_never_told_as_calm() throws IOException {
    Advisory advisory = TraceAnalyzer.builder().build().advise(List.<Span>of());

    assertThat(schema().validate(json(advisory), InputFormat.JSON)).isEmpty();
    assertThat(text(advisory))
        .startsWith(
            "Nothing can be advised; racetrace doctor says what to set\nseen   no write was");
  }

  private static Schema schema() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            AdviceJsonWriter.class.getResourceAsStream("racetrace-advice.schema.json"))) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(in);
    }
  }

  private static String json(Advisory advisory) throws IOException {
    StringBuilder json = new StringBuilder();
    new AdviceJsonWriter().write(advisory, json);
    return json.toString();
  }

  private static String text(Advisory advisory) throws IOException {
    StringBuilder text = new StringBuilder();
    new AdviceTextWriter(false).write(advisory, text);
    return text.toString();
  }
}
