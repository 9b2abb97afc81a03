package io.racetrace.sources.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.sources.CollectedSpans;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OtlpEvidenceTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final OtlpEvidence evidence = new OtlpEvidence(out);

  @Test
  void nothing_is_lost_but_white_space_and_the_wrapper() throws IOException {
    keep(
        """
        {"result": {"resourceSpans": [
          {"schemaUrl": "u1", "resource": {"attributes": [{"key": "k", "value": {"intValue": 7}}],
             "droppedAttributesCount": 1},
           "scopeSpans": [{"schemaUrl": "u2", "scope": {"name": "s", "version": "2"}, "spans": [
             {"traceId": "00000000000000000000000000000001", "spanId": "0000000000000002",
              "parentSpanId": "", "flags": 257, "traceState": "a=b", "name": "n",
              "startTimeUnixNano": 1767225600000000001, "endTimeUnixNano": "1767225600000000002",
              "events": [{"timeUnixNano": 5, "name": "e", "attributes": [
                {"key": "d", "value": {"doubleValue": 1e400}}]}],
              "links": [{"traceId": "AAAAAAAAAAAAAAAAAAAAAw==", "spanId": "AAAAAAAAAAQ="}],
              "status": {"code": 2}}]}]}]}}
        """);

    assertThat(text())
        .isEqualTo(
            """
            {"resourceSpans":[\
            {"resource":{"attributes":[{"key":"k","value":{"intValue":"7"}}],\
            "droppedAttributesCount":1},\
            "scopeSpans":[{"scope":{"name":"s","version":"2"},"spans":[\
            {"traceId":"00000000000000000000000000000001","spanId":"0000000000000002",\
            "parentSpanId":"","flags":257,"traceState":"a=b","name":"n",\
            "startTimeUnixNano":"1767225600000000001","endTimeUnixNano":"1767225600000000002",\
            "events":[{"timeUnixNano":"5","name":"e","attributes":[\
            {"key":"d","value":{"doubleValue":1e400}}]}],\
            "links":[{"traceId":"00000000000000000000000000000003","spanId":"0000000000000004"}],\
            "status":{"code":2}}],"schemaUrl":"u2"}],"schemaUrl":"u1"}]}
            """);
    assertThat(evidence.spans()).isEqualTo(1);
  }

  @Test
  void only_the_wanted_traces_are_kept() throws IOException {
    evidence.answer(
        stream("{\"resourceSpans\":[" + resourceSpans(1, 3) + "," + resourceSpans(4, 1) + "]}"),
        trace -> trace.low() % 2 == 0);
    evidence.end();

    assertThat(CollectedSpans.decode(text()).spans)
        .extracting(Span::traceId)
        .containsExactly(new TraceId(0, 2), new TraceId(0, 4));
  }

  @Test
  void a_resource_that_stands_behind_its_spans_is_kept_with_them() throws IOException {
    keep(
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
            + span(1)
            + "]}],\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
            + "{\"stringValue\":\"late\"}}]}}]}");

    assertThat(CollectedSpans.decode(text()).spans.get(0).instance().service()).isEqualTo("late");
  }

  @Test
  void lines_stay_below_a_megabyte_and_are_not_many() throws IOException {
    keep("{\"resourceSpans\":[" + resourceSpans(1, 40_000) + "]}");

    List<String> lines = text().lines().toList();
    assertThat(text().length()).isGreaterThan(4 << 20);
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThan((1 << 20) + 1000));
    assertThat(lines).hasSizeLessThan(10);
    assertThat(CollectedSpans.decode(text()).spans)
        .extracting(Span::traceId)
        .doesNotHaveDuplicates()
        .hasSize(40_000);
  }

  @Test
  void of_an_answer_that_breaks_off_what_is_whole_is_kept() throws IOException {
    keep("{\"resourceSpans\":[" + resourceSpans(1, 2) + ",{\"scopeSpans\":[{\"spans\":[{\"tra");

    CollectedSpans read = CollectedSpans.decode(text());
    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).hasSize(2);
  }

  @Test
  void a_failure_to_read_is_no_broken_answer() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("disk on fire");
          }

          @Override
          public int read(byte[] target, int from, int length) throws IOException {
            return read();
          }
        };

    assertThatThrownBy(() -> evidence.answer(failing, trace -> true))
        .isInstanceOf(IOException.class)
        .hasMessage("disk on fire");
  }

  @Test
  void a_span_of_another_format_comes_back_as_it_was() throws IOException {
    Span span =
        new Span(
            new TraceId(5, 6),
            new SpanId(7),
            new SpanId(8),
            new ServiceInstance("orders", "o-1"),
            SpanKind.CONSUMER,
            "a \"name\"",
            new Interval(1_767_225_600_000_001_000L, 1_767_225_600_000_002_000L),
            SpanStatus.ERROR,
            Map.of("b", "2", "a", "line\nend"),
            List.of(new SpanLink(new TraceId(0, 9), new SpanId(10))),
            1000);
    Span root =
        new Span(
            new TraceId(5, 6),
            new SpanId(8),
            null,
            new ServiceInstance("orders", ""),
            SpanKind.SERVER,
            "root",
            new Interval(1, 2),
            SpanStatus.UNSET,
            Map.of(),
            List.of());
    evidence.spans(List.of(span, root));
    evidence.end();

    CollectedSpans read = CollectedSpans.decode(text());
    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).containsExactly(span, root);
  }

  private void keep(String answer) throws IOException {
    evidence.answer(stream(answer), trace -> true);
    evidence.end();
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String resourceSpans(int first, int count) {
    return "{\"resource\":{},\"scopeSpans\":[{\"spans\":["
        + IntStream.range(first, first + count)
            .mapToObj(OtlpEvidenceTest::span)
            .collect(Collectors.joining(","))
        + "]}]}";
  }

  private static String span(int id) {
    return """
        {"traceId":"%032x","spanId":"%016x","name":"n","startTimeUnixNano":"%d",\
        "endTimeUnixNano":"%d"}"""
        .formatted(id, id, 1_767_225_600_000_000_000L + id, 1_767_225_600_000_000_010L + id);
  }
}
