package io.racetrace.sources.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.order.CallTimes;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.otlp.OtlpJsonDecoder;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JaegerJsonDecoderTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final ServiceInstance ORDER = new ServiceInstance("order", "ord-1");

  @Test
  void a_downloaded_trace_becomes_spans() throws IOException {
    CollectedSpans read =
        decode(
            "{'data':[{'traceID':'0af7651916cd43dd8448eb211c80319c','spans':[{"
                + "'traceID':'0af7651916cd43dd8448eb211c80319c','spanID':'b7ad6b7169203331',"
                + "'flags':1,'operationName':'UPDATE shop.users','references':["
                + "{'refType':'CHILD_OF','traceID':'0af7651916cd43dd8448eb211c80319c',"
                + "'spanID':'00f067aa0ba902b7'},"
                + "{'refType':'FOLLOWS_FROM','traceID':'1af7651916cd43dd8448eb211c80319c',"
                + "'spanID':'c7ad6b7169203331'}],"
                + "'startTime':1700000000000001,'duration':8,'tags':["
                + "{'key':'db.operation','type':'string','value':'UPDATE'},"
                + "{'key':'rows','type':'int64','value':-3},"
                + "{'key':'otel.scope.name','type':'string','value':'io.opentelemetry.jdbc'},"
                + "{'key':'span.kind','type':'string','value':'client'},"
                + "{'key':'otel.status_code','type':'string','value':'ERROR'},"
                + "{'key':'error','type':'bool','value':true},"
                + "{'key':'otel.status_description','type':'string','value':'refused'}],"
                + "'logs':[{'timestamp':1700000000000002,'fields':["
                + "{'key':'event','type':'string','value':'exception'},"
                + "{'key':'exception.type','type':'string','value':'SQLException'},"
                + "{'key':'exception.message','type':'string','value':'refused'}]}],"
                + "'processID':'p1','warnings':null}],"
                + "'processes':{'p1':{'serviceName':'order','tags':["
                + "{'key':'service.instance.id','type':'string','value':'ord-1'}]}},"
                + "'warnings':null}],'total':0,'limit':0,'offset':0,'errors':null}");

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans)
        .containsExactly(
            new Span(
                TraceId.fromHex(TRACE),
                SpanId.fromHex("b7ad6b7169203331"),
                SpanId.fromHex("00f067aa0ba902b7"),
                ORDER,
                SpanKind.CLIENT,
                "UPDATE shop.users",
                new Interval(1_700_000_000_000_001_000L, 1_700_000_000_000_009_000L),
                SpanStatus.ERROR,
                Map.of(
                    "db.operation",
                    "UPDATE",
                    "rows",
                    "-3",
                    "otel.scope.name",
                    "io.opentelemetry.jdbc",
                    "exception.type",
                    "SQLException",
                    "exception.message",
                    "refused"),
                List.of(
                    new SpanLink(
                        TraceId.fromHex("1af7651916cd43dd8448eb211c80319c"),
                        SpanId.fromHex("c7ad6b7169203331"))),
                1000));
  }

  @Test
  void events_that_end_a_transaction_leave_their_times() throws IOException {
    CollectedSpans read =
        decode(
            "{'data':[{'traceID':'1','spans':[{'traceID':'1','spanID':'2','startTime':1,"
                + "'duration':90,'operationName':'connection','processID':'p1','logs':["
                + "{'timestamp':3,'fields':[{'key':'event','value':'acquired'}]},"
                + "{'timestamp':20,'fields':[{'key':'event','value':'commit'}]},"
                + "{'fields':[{'key':'event','value':'rollback'}],'timestamp':30},"
                + "{'timestamp':40,'fields':[{'key':'event','value':'commit'}]}]}],"
                + "'processes':{'p1':{'serviceName':'order'}}}]}");

    assertThat(read.spans)
        .singleElement()
        .satisfies(
            span ->
                assertThat(span.attributes())
                    .isEqualTo(Map.of("event.commit", "20000,40000", "event.rollback", "30000")));
  }

  @Test
  void a_recorded_answer_gives_the_spans_that_the_same_jaeger_gave_as_otlp() throws IOException {
    CollectedSpans legacy =
        CollectedSpans.decode(new JaegerJsonDecoder(), recorded("jaeger-2.13.0-legacy.json"));
    CollectedSpans otlp =
        CollectedSpans.decode(new OtlpJsonDecoder(), recorded("jaeger-2.13.0-v3.json"));

    assertThat(SameSpans.sorted(legacy)).hasSize(6).isEqualTo(SameSpans.inMicros(otlp));
    assertThat(legacy.diagnostics)
        .containsExactly(
            new Diagnostic(
                Diagnostic.Kind.END_BEFORE_START,
                "missing-service-name",
                1,
                "taken as ending when it starts"),
            new Diagnostic(
                Diagnostic.Kind.END_BEFORE_START,
                "order/ord-1",
                1,
                "taken as ending when it starts"),
            new Diagnostic(
                Diagnostic.Kind.CLOCK_SKEW,
                "missing-service-name",
                1,
                "Jaeger saw this clock and its caller's apart by up to 10 µs"),
            new Diagnostic(
                Diagnostic.Kind.CLOCK_SKEW,
                "order/ord-2",
                1,
                "Jaeger saw this clock and its caller's apart by up to 10 s"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'data':[TRACE],'total':0,'errors':null}",
        "{'data':TRACE}",
        "TRACE",
        "[TRACE]",
        "{'data':[]} {'data':null} TRACE",
        "SPAN",
        "[SPAN]",
        "{'_index':'jaeger-span-2026-01-01','_id':'x','_source':SPAN}",
        "{'took':3,'hits':{'total':{'value':1},'hits':[{'_id':'x','_source':SPAN}]}}",
        "{'spans':[SPAN]}",
        "{'spans':[{'traceID':'1','spanID':'2','startTime':5}],'process':PROCESS}",
        "{'batch':{'process':PROCESS,'spans':[{'traceID':'1','spanID':'2','startTime':5}]}}",
        "\uFEFF{'data':[TRACE]}",
      })
  void every_wrapper_is_known(String wrapper) throws IOException {
    String process =
        "{'serviceName':'order','tags':[{'key':'service.instance.id','value':'ord-1'}]}";
    CollectedSpans read =
        decode(
            wrapper
                .replace("SPAN", "{'traceID':'1','spanID':'2','startTime':5,'process':PROCESS}")
                .replace("PROCESS", process)
                .replace("TRACE", trace("'spanID':'2','startTime':5")));

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).extracting(Span::instance).containsExactly(ORDER);
  }

  @Test
  void processes_may_come_before_the_spans() throws IOException {
    CollectedSpans read =
        decode(
            "{'processes':{'p1':{'tags':null,'serviceName':'early'}},'spans':["
                + "{'processID':'p1','traceID':'1','spanID':'1','startTime':5},"
                + "{'processID':'p2','traceID':'1','spanID':'2','startTime':5}]}");

    assertThat(read.spans)
        .extracting(Span::instance)
        .containsExactly(
            new ServiceInstance("early", ""), new ServiceInstance("unknown_service", ""));
  }

  @Test
  void an_error_in_an_answer_is_told_beside_the_spans() throws IOException {
    CollectedSpans read =
        decode(
            "{'data':null,'total':0,'errors':[{'code':404,'msg':'trace not found'}]}\n"
                + "{'errors':[{'msg':'x'},{}],'data':["
                + trace("'spanID':'2','startTime':5")
                + "]}");

    assertThat(read.spans).hasSize(1);
    assertThat(read.diagnostics)
        .containsExactly(
            failed("Jaeger answered: 404 trace not found"),
            failed("Jaeger answered: an error without words"),
            failed("Jaeger answered: x"));
  }

  private static Diagnostic failed(String detail) {
    return new Diagnostic(Diagnostic.Kind.FAILED_ANSWER, "spans.json", 1, detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CHILD_OF 1 7                              | 7 |",
        "FOLLOWS_FROM 1 8, CHILD_OF 1 7            | 7 | 1 8",
        "FOLLOWS_FROM 1 8, FOLLOWS_FROM 1 7        | 8 | 1 7",
        "CHILD_OF 2 7, FOLLOWS_FROM 1 8            | 8 | 2 7",
        "CHILD_OF 1 7, CHILD_OF 1 8                | 7 | 1 8",
        "CHILD_OF 2 7                              | 9 | 2 7",
        "CHILD_OF 1 0, CHILD_OF 2 0                | 9 |",
        "OTHER 1 7                                 | 7 |",
      })
  void the_parent_is_the_first_of_the_references_within_the_trace(
      String references, String parent, String links) throws IOException {
    StringBuilder json = new StringBuilder();
    for (String reference : references.split(", ", -1)) {
      String[] part = reference.split(" ", -1);
      json.append(json.isEmpty() ? "" : ",")
          .append("{'refType':'%s','traceID':'%s','spanID':'%s'}".formatted((Object[]) part));
    }
    Span span = one("'spanID':'2','startTime':5,'parentSpanID':'9','references':[" + json + "]");

    assertThat(span.parent()).isEqualTo(SpanId.fromHex(parent));
    assertThat(span.links())
        .extracting(link -> link.traceId().low() + " " + link.spanId().value())
        .isEqualTo(links == null ? List.of() : List.of(links));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'type':'string','value':'a\\tb' | a\tb",
        "'type':'int64','value':250 | 250",
        "'type':'int64','value':'9223372036854775807' | 9223372036854775807",
        "'type':'int64','value':'250' | 250",
        "'value':250 | 250",
        "'type':'float64','value':250 | 250",
        "'type':'float64','value':'250.0' | 250",
        "'type':'float64','value':2.5e2 | 250",
        "'value':0.1,'type':'float64' | 0.1",
        "'type':'float64','value':'NaN' | NaN",
        "'type':'float64','value':'?' | ?",
        "'type':'bool','value':true | true",
        "'type':'bool','value':'true' | true",
        "'type':'binary','value':'AQI=' | AQI=",
        "'type':'binary','value':null | ''",
        "'vType':'INT64','vInt64':'-7' | -7",
        "'vType':'FLOAT64','vFloat64':2.0 | 2",
        "'vType':'BOOL','vBool':true | true",
        "'vType':'BINARY','vBinary':'AQI=' | AQI=",
        "'vStr':'x' | x",
        "'vType':'BOOL' | false",
        "'vType':'INT64' | 0",
        "'vType':'FLOAT64' | 0",
        "'vType':'STRING' | ''",
      })
  void tag_values_become_text(String written, String text) throws IOException {
    Span span = one("'spanID':'2','startTime':5,'tags':[{'key':'k'," + written + "}]");

    assertThat(span.attributes()).containsExactly(Map.entry("k", text));
  }

  @Test
  void tags_without_a_value_or_a_key_are_absent() throws IOException {
    assertThat(
            one("'spanID':'2','startTime':5,'tags':[{'key':'k','value':null},{'value':1},null]")
                .attributes())
        .isEmpty();
  }

  @Test
  void tags_may_be_the_fields_of_an_object() throws IOException {
    Span span =
        one("'spanID':'2','startTime':5,'tag':{'db@operation':'UPDATE','span@kind':'client'}");

    assertThat(span.attributes()).containsExactly(Map.entry("db.operation", "UPDATE"));
    assertThat(span.kind()).isEqualTo(SpanKind.CLIENT);
  }

  @ParameterizedTest
  @CsvSource({
    "span.kind=server, SERVER, UNSET, ''",
    "span.kind=PRODUCER, PRODUCER, UNSET, ''",
    "span.kind=?, UNSPECIFIED, UNSET, ''",
    "otel.status_code=OK error=true, UNSPECIFIED, OK, error=true",
    "otel.status_code=ERROR error=true, UNSPECIFIED, ERROR, ''",
    "error=boom otel.status_code=ERROR error=true, UNSPECIFIED, ERROR, error=boom exception.message=boom",
    "error=true, UNSPECIFIED, ERROR, error=true",
    "error=false, UNSPECIFIED, UNSET, error=false",
    "error=boom exception.message=own, UNSPECIFIED, ERROR, error=boom exception.message=own",
    "internal.span.format=otlp w3c.tracestate=a, UNSPECIFIED, UNSET, w3c.tracestate=a",
  })
  void tags_that_stand_for_fields_become_fields(
      String tags, SpanKind kind, SpanStatus status, String left) throws IOException {
    StringBuilder json = new StringBuilder();
    for (String tag : tags.split(" ", -1)) {
      String[] pair = tag.split("=", -1);
      json.append(json.isEmpty() ? "" : ",")
          .append("{'key':'%s','type':'string','value':'%s'}".formatted((Object[]) pair));
    }
    Span span = one("'spanID':'2','startTime':5,'tags':[" + json + "]");

    assertThat(span.kind()).isEqualTo(kind);
    assertThat(span.status()).isEqualTo(status);
    assertThat(span.attributes().entrySet().stream().map(Objects::toString).sorted().toList())
        .isEqualTo(left.isEmpty() ? List.of() : List.of(left.split(" ", -1)));
  }

  @Test
  void only_the_first_exception_is_kept_and_the_spans_own_tags_win() throws IOException {
    String log = "{'fields':[{'key':'event','value':'%s'},{'key':'%s','value':'%s'}]}";
    String logs =
        "'spanID':'2','startTime':5,'logs':["
            + log.formatted("log", "exception.type", "None")
            + ","
            + log.formatted("%s", "%s", "First")
            + ","
            + log.formatted("exception", "exception.type", "Second")
            + "]";

    assertThat(one(logs.formatted("exception", "exception.type")).attributes())
        .containsExactly(Map.entry("exception.type", "First"));
    assertThat(one(logs.formatted("error", "message")).attributes())
        .containsExactly(Map.entry("exception.message", "First"));
    assertThat(
            one(logs.formatted("exception", "exception.type")
                    + ",'tags':[{'key':'exception.type','value':'own'}]")
                .attributes())
        .containsExactly(Map.entry("exception.type", "own"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "service.instance.id=i client-uuid=u | i",
        "client-uuid=u hostname=h | u",
        "hostname=h pid=7 | h:7",
        "host.name=h process.pid=7 | h:7",
        "hostname=h | ''",
        "k8s.pod.name=p hostname=h | p",
      })
  void an_instance_is_named_by_opentelemetrys_names_or_those_of_jaegers_own_tracers(
      String tags, String instance) throws IOException {
    StringBuilder json = new StringBuilder();
    for (String tag : tags.split(" ", -1)) {
      String[] pair = tag.split("=", -1);
      json.append(json.isEmpty() ? "" : ",")
          .append("{'key':'%s','value':'%s'}".formatted((Object[]) pair));
    }
    CollectedSpans read =
        decode(
            "{'traceID':'1','spanID':'2','startTime':5,'process':{'serviceName':'s','tags':["
                + json
                + "]}}");

    assertThat(read.spans.get(0).instance()).isEqualTo(new ServiceInstance("s", instance));
  }

  @Test
  void a_message_of_the_protobuf_keeps_its_nanoseconds() throws IOException {
    CollectedSpans read =
        decode(
            "{'traceId':'CvdlGRbNQ92ESOshHIAxnA==','spanId':'t61rcWkgMzE=',"
                + "'operationName':'UPDATE','references':["
                + "{'traceId':'CvdlGRbNQ92ESOshHIAxnA==','spanId':'APBnqgupArc='},"
                + "{'traceId':'GvdlGRbNQ92ESOshHIAxnA==','spanId':'x61rcWkgMzE=',"
                + "'refType':'FOLLOWS_FROM'}],"
                + "'flags':1,'startTime':'2023-11-14T22:13:20.000001999Z','duration':'0.000123001s',"
                + "'tags':[{'key':'span.kind','vStr':'client'},"
                + "{'key':'rows','vType':'INT64','vInt64':'3'}],"
                + "'logs':[{'timestamp':'2023-11-14T22:13:20Z','fields':["
                + "{'key':'event','vStr':'exception'},{'key':'exception.type','vStr':'E'}]}],"
                + "'process':{'serviceName':'order','tags':["
                + "{'key':'service.instance.id','vStr':'ord-1'}]}}");

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans)
        .containsExactly(
            new Span(
                TraceId.fromHex(TRACE),
                SpanId.fromHex("b7ad6b7169203331"),
                SpanId.fromHex("00f067aa0ba902b7"),
                ORDER,
                SpanKind.CLIENT,
                "UPDATE",
                new Interval(1_700_000_000_000_001_999L, 1_700_000_000_000_125_000L),
                SpanStatus.UNSET,
                Map.of("rows", "3", "exception.type", "E"),
                List.of(
                    new SpanLink(
                        TraceId.fromHex("1af7651916cd43dd8448eb211c80319c"),
                        SpanId.fromHex("c7ad6b7169203331"))),
                1));
  }

  @Test
  void what_jaegers_own_protobuf_library_wrote_is_read() throws IOException {
    CollectedSpans read =
        CollectedSpans.decode(new JaegerJsonDecoder(), recorded("jaeger-idl-0.6.0-proto.jsonl"));

    assertThat(read.complaints()).containsExactly("clock-skew order/ord-1 1");
    assertThat(read.spans)
        .extracting(span -> span.instance().toString())
        .containsExactly("order/ord-1", "unknown_service", "unknown_service", "order/ord-1");
    assertThat(read.spans.get(0).links())
        .containsExactly(new SpanLink(TraceId.fromHex("8448eb211c80319c"), new SpanId(5)));
    assertThat(read.spans.get(0).attributes())
        .isEqualTo(
            Map.of(
                "db.operation", "UPDATE",
                "empty", "",
                "rows", "-3",
                "zero", "0",
                "yes", "true",
                "no", "false",
                "ratio", "0.25",
                "whole", "250",
                "bytes", "AQI=",
                "exception.type", "E"));
  }

  @Test
  void ids_may_have_64_bits_and_lack_their_leading_zeros() throws IOException {
    CollectedSpans read = decode("{'traceID':'f7651916cd43dd8','spanID':'7AD','startTime':5}");

    assertThat(read.spans.get(0).traceId()).isEqualTo(TraceId.fromHex("0f7651916cd43dd8"));
    assertThat(read.spans.get(0).spanId()).isEqualTo(SpanId.fromHex("07ad"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'spanID':'2' | no start time",
        "'startTime':5 | no span id",
        "'spanID':'x','startTime':5 | no span id",
        "'spanID':'11112222333344445','startTime':5 | no span id",
        "'spanID':'2','traceID':'0','startTime':5 | no trace id",
        "'spanID':'2','startTime':5,'references':[{'traceID':'1','spanID':'-1'}]"
            + " | a reference to an id that is none",
        "'spanID':'2','startTime':-5 | a time outside of 1970 to 2262",
        "'spanID':'2','startTime':9223372036854775808 | a time outside of 1970 to 2262",
        "'spanID':'2','startTime':9223372036854775807 | a time outside of 1970 to 2262",
        "'spanID':'2','startTime':5,'duration':9223372036854775808"
            + " | a time outside of 1970 to 2262",
        "'spanID':'2','startTime':5,'duration':1e999999999 | a time outside of 1970 to 2262",
        "'spanID':'2','startTime':5,'duration':1e-999999999 | a time outside of 1970 to 2262",
        "'spanID':'2','startTime':[5] | a time outside of 1970 to 2262",
        "'spanID':'2','startTime':'2023-13-45T00:00:00Z' | a time outside of 1970 to 2262",
        "'spanID':'2','startTime':'9999-01-01T00:00:00Z' | a time outside of 1970 to 2262",
      })
  void a_span_that_can_not_be_used_is_told_with_its_service(String fields, String why)
      throws IOException {
    CollectedSpans read = decode(trace(fields));

    assertThat(read.spans).isEmpty();
    assertThat(read.diagnostics)
        .containsExactly(new Diagnostic(Diagnostic.Kind.UNUSABLE_SPAN, "order/ord-1", 1, why));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'duration':-3", "'duration':'-3'", "'duration':'-0.5s'"})
  void a_negative_length_is_told_and_taken_as_none(String duration) throws IOException {
    CollectedSpans read = decode(trace("'spanID':'2','startTime':5," + duration));

    assertThat(read.spans.get(0).interval()).isEqualTo(new Interval(5000, 5000));
    assertThat(read.complaints()).containsExactly("end-before-start order/ord-1 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clock skew seen, delta of -4.62s"
            + " | Jaeger saw this clock and its caller's apart by up to 10 s",
        "Clock skew: more than the greatest delta of 1s, a delta of 1h2m3.5s"
            + " | Jaeger saw this clock and its caller's apart by up to 10000 s",
        "the span's times were adjusted by 100µs" + " | Jaeger moved these times by up to 100 µs",
        "the span's times were adjusted by -999ns" + " | Jaeger moved these times by up to 1 µs",
      })
  void a_warning_of_clocks_is_told_by_its_size(String warning, String detail) throws IOException {
    Diagnostic expected = new Diagnostic(Diagnostic.Kind.CLOCK_SKEW, "order/ord-1", 1, detail);
    String quoted = warning.replace("'", "\\u0027");

    assertThat(
            decode(trace("'spanID':'2','startTime':5,'warnings':['" + quoted + "',null]"))
                .diagnostics)
        .containsExactly(expected);
    CollectedSpans inTag =
        decode(
            trace(
                "'spanID':'2','startTime':5,'tags':[{'key':'@jaeger@warnings','value':'[\\\""
                    + quoted
                    + "\\\"]'}]"));
    assertThat(inTag.diagnostics).containsExactly(expected);
    assertThat(inTag.spans.get(0).attributes())
        .isEqualTo(warning.contains("adjusted by") ? Map.of(CallTimes.ADJUSTED, "true") : Map.of());
  }

  @Test
  void the_same_warning_of_one_span_counts_once() throws IOException {
    String warning = "'clock skew, delta of 1.5s'";

    assertThat(
            decode(trace("'spanID':'2','startTime':5,'warnings':[" + warning + "," + warning + "]"))
                .complaints())
        .containsExactly("clock-skew order/ord-1 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clock skew not looked for",
        "clock skew, delta of",
        "adjusted by 0s",
        "",
      })
  void a_warning_without_a_length_of_time_is_passed_over(String warning) throws IOException {
    CollectedSpans read =
        decode(trace("'spanID':'2','startTime':5,'warnings':['" + warning + "']"));

    assertThat(read.spans).hasSize(1);
    assertThat(read.diagnostics).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceSpans':[{'scopeSpans':[{'spans':[]}]}]}",
        "{'traceId':'1','id':'2','timestamp':5}",
        "{'data':[{'a':1}]}",
        "{'x':7}",
      })
  void json_of_another_format_is_told_by_its_first_field(String json) throws IOException {
    String first = json.substring(2, json.indexOf('\'', 2));

    CollectedSpans read = decode(json);

    assertThat(read.spans).isEmpty();
    assertThat(read.diagnostics)
        .containsExactly(
            new Diagnostic(
                Diagnostic.Kind.UNDECODABLE_LINE,
                "spans.json:1",
                1,
                "JSON, but not Jaeger's: it begins with the field \"" + first + "\""));
  }

  /** A trace with one span of the process {@link #ORDER}. */
  static String trace(String fields) {
    String id = fields.contains("'traceID':'0'") ? "" : "'traceID':'1',";
    return "{'traceID':'1','spans':[{"
        + id
        + fields
        + ",'processID':'p1'}],'processes':{'p1':{'serviceName':'order','tags':["
        + "{'key':'service.instance.id','type':'string','value':'ord-1'}]}}}";
  }

  private static Span one(String fields) throws IOException {
    CollectedSpans read = decode(trace(fields));
    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).hasSize(1);
    return read.spans.get(0);
  }

  private static CollectedSpans decode(String json) throws IOException {
    return CollectedSpans.decode(new JaegerJsonDecoder(), json.replace('\'', '"'));
  }

  private static byte[] recorded(String name) throws IOException {
    try (InputStream in = JaegerJsonDecoderTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
