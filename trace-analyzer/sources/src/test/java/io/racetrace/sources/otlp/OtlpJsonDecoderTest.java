package io.racetrace.sources.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.report.Diagnostic;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonDecoderTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @Test
  void a_line_of_the_collectors_file_exporter_becomes_spans() throws IOException {
    CollectedSpans read =
        CollectedSpans.decode(
            """
            {"resourceSpans":[{"resource":{"attributes":[\
            {"key":"service.name","value":{"stringValue":"order-service"}},\
            {"key":"service.instance.id","value":{"stringValue":"ord-1"}}]},\
            "scopeSpans":[{"scope":{"name":"io.opentelemetry.jdbc","version":"2"},"spans":[\
            {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331",\
            "parentSpanId":"00f067aa0ba902b7","flags":257,"name":"UPDATE shop.users","kind":3,\
            "startTimeUnixNano":"1700000000000000001","endTimeUnixNano":"1700000000000000009",\
            "attributes":[{"key":"db.operation","value":{"stringValue":"UPDATE"}},\
            {"key":"rows","value":{"intValue":"-3"}}],"droppedAttributesCount":1,\
            "events":[{"timeUnixNano":"1700000000000000002","name":"exception","attributes":[\
            {"key":"exception.type","value":{"stringValue":"SQLException"}},\
            {"key":"exception.message","value":{"stringValue":"refused"}},\
            {"key":"exception.stacktrace","value":{"stringValue":"at a.b.C"}}]}],\
            "links":[{"traceId":"1af7651916cd43dd8448eb211c80319c","spanId":"c7ad6b7169203331",\
            "attributes":[{"key":"a","value":{"intValue":"1"}}]}],\
            "status":{"message":"refused","code":2}}]}],"schemaUrl":"https://example.org"}]}
            """);

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans)
        .containsExactly(
            new Span(
                TraceId.fromHex(TRACE),
                SpanId.fromHex("b7ad6b7169203331"),
                SpanId.fromHex("00f067aa0ba902b7"),
                new ServiceInstance("order-service", "ord-1"),
                SpanKind.CLIENT,
                "UPDATE shop.users",
                new Interval(1_700_000_000_000_000_001L, 1_700_000_000_000_000_009L),
                SpanStatus.ERROR,
                Map.of(
                    "db.operation",
                    "UPDATE",
                    "otel.scope.name",
                    "io.opentelemetry.jdbc",
                    "rows",
                    "-3",
                    "exception.type",
                    "SQLException",
                    "exception.message",
                    "refused"),
                List.of(
                    new SpanLink(
                        TraceId.fromHex("1af7651916cd43dd8448eb211c80319c"),
                        SpanId.fromHex("c7ad6b7169203331")))));
  }

  @Test
  void events_that_end_a_transaction_leave_their_times_and_scopes_may_come_last()
      throws IOException {
    CollectedSpans read =
        CollectedSpans.decode(
            """
            {"resourceSpans":[{"resource":{},"scopeSpans":[{"spans":[\
            {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331",\
            "name":"connection","startTimeUnixNano":"10","endTimeUnixNano":"90","events":[\
            {"timeUnixNano":"12","name":"acquired"},\
            {"timeUnixNano":"15","name":"exception","attributes":[]},\
            {"name":"commit","timeUnixNano":"20"},{"timeUnixNano":"30","name":"rollback"},\
            {"timeUnixNano":"40","name":"commit"},{"name":"commit"}]}],\
            "scope":{"version":"1","name":"org.springframework.boot"}}]}]}
            """);

    assertThat(read.spans)
        .singleElement()
        .satisfies(
            span ->
                assertThat(span.attributes())
                    .isEqualTo(
                        Map.of(
                            "event.commit",
                            "20,40",
                            "event.rollback",
                            "30",
                            "otel.scope.name",
                            "org.springframework.boot")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceSpans':[R]}",
        "{'result':{'resourceSpans':[R]}}",
        "{'trace':{'resourceSpans':[R]},'status':'COMPLETE'}",
        "{'batches':[R]}",
        "[{'resourceSpans':[R]}]",
        "[R]",
        "R",
        "{'resourceSpans':[],'other':null}{'resourceSpans':[R]} {'result':{}}",
        "\uFEFF{'resourceSpans':[R]}",
      })
  void every_wrapper_is_known(String wrapper) throws IOException {
    String resourceSpans =
        "{'resource':{'attributes':[{'key':'service.name','value':{'stringValue':'s'}}]},"
            + "'scopeSpans':[{'spans':["
            + span("1")
            + "]}]}";

    CollectedSpans read = decode(wrapper.replace("R", resourceSpans));

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).hasSize(1);
    assertThat(read.spans.get(0).instance()).isEqualTo(new ServiceInstance("s", ""));
  }

  @Test
  void the_old_name_of_scopes_is_known() throws IOException {
    CollectedSpans read =
        decode(
            "{'resourceSpans':[{'instrumentationLibrarySpans':[{'spans':[" + span("1") + "]}]}]}");

    assertThat(read.spans).hasSize(1);
  }

  @Test
  void a_resource_after_its_spans_is_theirs() throws IOException {
    CollectedSpans read =
        decode(
            "{'resourceSpans':[{'scopeSpans':[{'spans':["
                + span("1")
                + ","
                + span("0")
                + "]}],"
                + "'resource':{'attributes':[{'value':{'stringValue':'late'},"
                + "'key':'service.name'}]}}]}");

    assertThat(read.spans).hasSize(1);
    assertThat(read.spans.get(0).instance().service()).isEqualTo("late");
    assertThat(read.complaints()).containsExactly("unusable-span late 1");
  }

  @ParameterizedTest
  @CsvSource({
    "0AF7651916CD43DD8448EB211C80319C, b7ad6b7169203331",
    "CvdlGRbNQ92ESOshHIAxnA==, t61rcWkgMzE=",
    "CvdlGRbNQ92ESOshHIAxnA, t61rcWkgMzE",
  })
  void ids_are_hexadecimal_or_base64(String trace, String span) throws IOException {
    CollectedSpans read = decode(document(span(trace, span, "'kind':1")));

    assertThat(read.spans.get(0).traceId()).isEqualTo(TraceId.fromHex(TRACE));
    assertThat(read.spans.get(0).spanId()).isEqualTo(SpanId.fromHex("b7ad6b7169203331"));
  }

  @Test
  void trace_ids_of_64_bits_are_known_in_both_writings() throws IOException {
    CollectedSpans read =
        decode(
            document(
                span("8448eb211c80319c", "1", "'kind':1")
                    + ","
                    + span("hEjrIRyAMZw=", "1", "'kind':1")));

    assertThat(read.spans)
        .extracting(Span::traceId)
        .containsOnly(TraceId.fromHex("8448eb211c80319c"));
  }

  @ParameterizedTest
  @CsvSource({
    "2, SERVER",
    "'\"SPAN_KIND_SERVER\"', SERVER",
    "'\"CONSUMER\"', CONSUMER",
    "'\"5\"', CONSUMER",
    "99, UNSPECIFIED",
    "-1, UNSPECIFIED",
    "99999999999999999999, UNSPECIFIED",
    "null, UNSPECIFIED",
    "'\"?\"', UNSPECIFIED",
  })
  void kinds_are_numbers_or_names(String written, SpanKind kind) throws IOException {
    assertThat(decode(document(span(TRACE, "1", "'kind':" + written))).spans.get(0).kind())
        .isEqualTo(kind);
  }

  @Test
  void a_status_may_be_named() throws IOException {
    assertThat(
            decode(document(span(TRACE, "1", "'status':{'code':'STATUS_CODE_ERROR'}")))
                .spans
                .get(0)
                .status())
        .isEqualTo(SpanStatus.ERROR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'stringValue':'a\\tb'} | a\tb",
        "{'intValue':'250'} | 250",
        "{'intValue':-250} | -250",
        "{'doubleValue':250} | 250",
        "{'doubleValue':250.0} | 250",
        "{'doubleValue':2.5e2} | 250",
        "{'doubleValue':0.1} | 0.1",
        "{'doubleValue':'NaN'} | NaN",
        "{'boolValue':true} | true",
        "{'bytesValue':'AQI='} | AQI=",
        "{'arrayValue':{'values':[{'stringValue':'x\\\"y'},{'intValue':'2'},{}]}} | [\"x\\\"y\",2,null]",
        "{'arrayValue':{}} | []",
        "{'kvlistValue':{'values':[{'value':{'boolValue':false},'key':'k'}]}} | {\"k\":false}",
        "{'kvlistValue':{'values':[{'key':'a','value':{'arrayValue':{'values':[{'doubleValue':1.5}]}}}]}}"
            + " | {\"a\":[1.5]}",
      })
  void attribute_values_become_text(String written, String text) throws IOException {
    CollectedSpans read =
        decode(document(span(TRACE, "1", "'attributes':[{'key':'k','value':" + written + "}]")));

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans.get(0).attributes()).containsExactly(Map.entry("k", text));
  }

  @Test
  void a_value_that_was_never_set_is_absent() throws IOException {
    CollectedSpans read =
        decode(document(span(TRACE, "1", "'attributes':[{'key':'k','value':{}},{'key':'l'}]")));

    assertThat(read.spans.get(0).attributes()).isEmpty();
  }

  @Test
  void only_the_first_exception_is_kept_and_the_spans_own_attributes_win() throws IOException {
    String exception =
        "{'attributes':[{'key':'exception.type','value':{'stringValue':'%s'}},"
            + "{'key':'exception.message','value':{'stringValue':'%s'}}],'name':'%s'}";
    String events =
        "'attributes':[{'key':'exception.message','value':{'stringValue':'own'}}],'events':["
            + String.format(exception, "None", "none", "log")
            + ","
            + String.format(exception, "First", "first", "exception")
            + ","
            + String.format(exception, "Second", "second", "exception")
            + "]";

    assertThat(decode(document(span(TRACE, "1", events))).spans.get(0).attributes())
        .containsOnly(Map.entry("exception.type", "First"), Map.entry("exception.message", "own"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "service.instance.id=i k8s.pod.name=p | i",
        "k8s.pod.name=p container.id=c | p",
        "container.id=c host.name=h process.pid=1 | c",
        "host.name=h process.pid=1 | h:1",
        "host.name=h | ''",
        "process.pid=1 | ''",
        "a=b | ''",
      })
  void an_instance_is_named_by_the_nearest_thing(String resource, String instance)
      throws IOException {
    StringBuilder attributes = new StringBuilder();
    for (String attribute : resource.split(" ", -1)) {
      String[] pair = attribute.split("=", -1);
      attributes
          .append(attributes.isEmpty() ? "" : ",")
          .append("{'key':'" + pair[0] + "','value':{'stringValue':'" + pair[1] + "'}}");
    }
    CollectedSpans read =
        decode(
            "{'resourceSpans':[{'resource':{'attributes':["
                + attributes
                + "]},'scopeSpans':[{'spans':["
                + span("1")
                + "]}]}]}");

    assertThat(read.spans.get(0).instance())
        .isEqualTo(new ServiceInstance("unknown_service", instance));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1, 5, no trace id",
    "00000000000000000000000000000000, 1, 5, no trace id",
    "0af7651916cd43dd8448eb211c80319c00, 1, 5, no trace id",
    "xyz, 1, 5, no trace id",
    "ab, 0000000000000000, 5, no span id",
    "ab, g, 5, no span id",
    "ab, 1, 0, no start time",
    "ab, 1, 9223372036854775808, a time outside of 1970 to 2262",
    "ab, 1, 18446744073709551616, a time outside of 1970 to 2262",
    "ab, 1, -5, a time outside of 1970 to 2262",
    "ab, 1, soon, a time outside of 1970 to 2262",
  })
  void a_span_that_cannot_be_used_is_told_by_its_service(
      String trace, String span, String start, String why) throws IOException {
    CollectedSpans read =
        decode(
            document(
                "{'traceId':'"
                    + trace
                    + "','spanId':'"
                    + span
                    + "','startTimeUnixNano':'"
                    + start
                    + "','endTimeUnixNano':'9'},"
                    + span("1")));

    assertThat(read.spans).hasSize(1);
    assertThat(read.complaints()).containsExactly("unusable-span unknown_service 1");
    assertThat(read.diagnostics.get(0).detail()).isEqualTo(why);
  }

  @Test
  void times_may_be_numbers_of_any_writing() throws IOException {
    String span =
        "{'traceId':'ab','spanId':'1','startTimeUnixNano':1700000000000000001,"
            + "'endTimeUnixNano':1.700000000000000009e18}";

    assertThat(decode(document(span)).spans.get(0).interval())
        .isEqualTo(new Interval(1_700_000_000_000_000_001L, 1_700_000_000_000_000_009L));
    for (String exponent : List.of("e999999999", "e99999999999", "e-999999999999")) {
      assertThat(decode(document(span.replace("e18", exponent))).complaints())
          .containsExactly("unusable-span unknown_service 1");
    }
  }

  @Test
  void a_parent_that_cannot_be_read_makes_a_span_unusable() throws IOException {
    CollectedSpans read = decode(document(span(TRACE, "1", "'parentSpanId':'nonsense!'")));

    assertThat(read.spans).isEmpty();
    assertThat(read.complaints()).containsExactly("unusable-span unknown_service 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "'0000000000000000'", "'AAAAAAAAAAA='", "null"})
  void a_parent_of_nothing_is_no_parent(String parent) throws IOException {
    CollectedSpans read = decode(document(span(TRACE, "1", "'parentSpanId':" + parent)));

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans.get(0).parent()).isNull();
  }

  @Test
  void a_span_that_ends_before_it_starts_ends_at_its_start() throws IOException {
    CollectedSpans read =
        decode(
            document(
                "{'traceId':'ab','spanId':'1','startTimeUnixNano':'7'},".repeat(3) + span("1")));

    assertThat(read.spans).hasSize(4);
    assertThat(read.spans.get(0).interval()).isEqualTo(new Interval(7, 7));
    assertThat(read.complaints()).containsExactly("end-before-start unknown_service 3");
  }

  @Test
  void what_jaeger_warns_of_is_told_and_the_span_is_kept() throws IOException {
    CollectedSpans read =
        decode(
            document(
                span(
                    TRACE,
                    "00f067aa0ba902b7",
                    "'attributes':[{'key':'@jaeger@warnings','value':{'arrayValue':{'values':["
                        + "{'stringValue':'clock skew adjustment disabled; not applying"
                        + " calculated delta of 42ms'}]}}}]")));

    assertThat(read.spans).hasSize(1);
    assertThat(read.diagnostics)
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.kind()).isEqualTo(Diagnostic.Kind.CLOCK_SKEW);
              assertThat(told.detail()).contains("100 ms");
            });
  }

  static CollectedSpans decode(String text) throws IOException {
    return CollectedSpans.decode(text.replace('\'', '"'));
  }

  static String document(String spans) {
    return "{'resourceSpans':[{'scopeSpans':[{'spans':[" + spans + "]}]}]}";
  }

  static String span(String spanId) {
    return span(TRACE, spanId, "'name':'work'");
  }

  private static String span(String traceId, String spanId, String more) {
    return "{'traceId':'"
        + traceId
        + "','spanId':'"
        + spanId
        + "','startTimeUnixNano':'5','endTimeUnixNano':'9',"
        + more
        + "}";
  }
}
