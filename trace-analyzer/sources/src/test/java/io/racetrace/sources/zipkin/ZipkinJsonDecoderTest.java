package io.racetrace.sources.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.report.Diagnostic;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZipkinJsonDecoderTest {

  @Test
  void an_answer_becomes_spans() throws IOException {
    CollectedSpans read =
        decode(
            "[[{'traceId':'0af7651916cd43dd8448eb211c80319c','parentId':'00f067aa0ba902b7',"
                + "'id':'b7ad6b7169203331','kind':'CLIENT','name':'update shop.users',"
                + "'timestamp':1700000000000001,'duration':8,"
                + "'localEndpoint':{'serviceName':'order','ipv4':'10.0.0.1','port':8080},"
                + "'remoteEndpoint':{'serviceName':'postgres','ipv4':'10.0.0.9'},"
                + "'annotations':[{'timestamp':1700000000000002,'value':'sent'},"
                + "{'timestamp':1700000000000003,'value':"
                + "'\\\"exception\\\":{\\\"exception.type\\\":\\\"E\\\"}'}],"
                + "'tags':{'db.operation':'UPDATE','otel.scope.name':'io.opentelemetry.jdbc',"
                + "'otel.status_code':'ERROR','error':'refused'}}]]");

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans)
        .containsExactly(
            new Span(
                TraceId.fromHex("0af7651916cd43dd8448eb211c80319c"),
                SpanId.fromHex("b7ad6b7169203331"),
                SpanId.fromHex("00f067aa0ba902b7"),
                new ServiceInstance("order", "10.0.0.1"),
                SpanKind.CLIENT,
                "update shop.users",
                new Interval(1_700_000_000_000_001_000L, 1_700_000_000_000_009_000L),
                SpanStatus.ERROR,
                Map.of(
                    "db.operation",
                    "UPDATE",
                    "otel.scope.name",
                    "io.opentelemetry.jdbc",
                    "error",
                    "refused",
                    "exception.type",
                    "E",
                    "exception.message",
                    "refused"),
                List.of(),
                1000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[S],[S]]",
        "[S,S]",
        "S\nS",
        "S S",
        "[]\n[[]]\n{}\n[S]\n[S]",
        "\uFEFF[S,S]",
        "[\nS,\nS\n]"
      })
  void every_framing_is_known(String framing) throws IOException {
    CollectedSpans read =
        decode(framing.replace("S", "{'traceId':'1','id':'2','timestamp':5,'duration':1}"));

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'', INTERNAL",
    "',''kind'':''SERVER''', SERVER",
    "',''kind'':''CLIENT''', CLIENT",
    "',''kind'':''PRODUCER''', PRODUCER",
    "',''kind'':''CONSUMER''', CONSUMER",
    "',''kind'':null', INTERNAL",
    "',''kind'':''?''', INTERNAL",
  })
  void a_span_without_a_kind_is_internal(String field, SpanKind kind) throws IOException {
    assertThat(one("'timestamp':5,'duration':1" + field).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'error':'' | ERROR | error=",
        "'error':'true' | ERROR | error=true",
        "'error':'false' | UNSET | error=false",
        "'error':'boom' | ERROR | error=boom exception.message=boom",
        "'error':'boom','otel.status_code':'ERROR' | ERROR | error=boom exception.message=boom",
        "'otel.status_code':'OK' | OK |",
        "'otel.status_code':'?','n':1,'b':true,'x':null,'y':[1],'z':{'a':{}} | UNSET | b=true n=1",
        "'w3c.tracestate':'','otel.scope.name':'','otel.scope.version':'1' | UNSET |",
        "'w3c.tracestate':'a=b' | UNSET | w3c.tracestate=a=b",
        "'otel.library.name':'x','otel.library.version':'1' | UNSET | otel.scope.name=x",
        "'otel.scope.name':'y','otel.library.name':'x' | UNSET | otel.scope.name=y",
      })
  void tags_that_stand_for_fields_become_fields(String tags, SpanStatus status, String left)
      throws IOException {
    Span span = one("'timestamp':5,'duration':1,'tags':{" + tags + "}");

    assertThat(span.status()).isEqualTo(status);
    assertThat(span.attributes().entrySet().stream().map(Objects::toString).sorted().toList())
        .isEqualTo(left == null ? List.of() : List.of(left.split(" ", -1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"exception\":{\"exception.type\":\"E\",\"exception.message\":\"m\"}",
        "{\"exception\": {\"x\": [1], \"exception.message\": \"m\", \"exception.type\": \"E\"}}",
        "exception|{\"exception.message\":\"m\",\"exception.type\":\"E\"}|0",
        "\"exception\":{\"exception.message\":\"m\",\"x\":\"a\"b\",\"exception.type\":\"E\"}",
      })
  void an_exception_is_known_in_every_exporters_writing(String annotation) throws IOException {
    String json =
        "{\"traceId\":\"1\",\"id\":\"2\",\"timestamp\":5,\"duration\":1,\"annotations\":["
            + "{\"timestamp\":1,\"value\":\""
            + annotation.replace("\"", "\\\"")
            + "\"},{\"value\":\"exception {\\\"exception.type\\\":\\\"Second\\\"}\"},null]}";

    assertThat(CollectedSpans.decode(new ZipkinJsonDecoder(), json).spans.get(0).attributes())
        .containsOnly(Map.entry("exception.type", "E"), Map.entry("exception.message", "m"));
  }

  @Test
  void what_brave_reported_is_read() throws IOException {
    CollectedSpans read =
        CollectedSpans.decode(new ZipkinJsonDecoder(), recorded("brave-6.0.3.jsonl"));

    assertThat(read.complaints()).containsExactly("unfinished-span front/10.0.0.1 1");
    Map<String, Span> byName = new HashMap<>();
    read.spans.forEach(span -> byName.put(span.name(), span));
    assertThat(byName).hasSize(6);
    Span update = named(byName, "update");
    Span handle = named(byName, "handle");
    Span call = named(byName, "call");
    assertThat(update.parent()).isEqualTo(handle.spanId());
    assertThat(named(byName, "local").parent()).isEqualTo(handle.spanId());
    assertThat(handle.parent()).isEqualTo(call.spanId());
    assertThat(call.parent()).isEqualTo(named(byName, "root").spanId());
    assertThat(update.status()).isEqualTo(SpanStatus.ERROR);
    assertThat(update.attributes()).containsEntry("exception.message", "could not serialize");
  }

  @Test
  void what_opentelemetrys_exporter_wrote_is_read_though_it_escapes_nothing() throws IOException {
    CollectedSpans read =
        CollectedSpans.decode(new ZipkinJsonDecoder(), recorded("opentelemetry-java-1.50.0.jsonl"));

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans)
        .extracting(Span::status)
        .containsExactly(SpanStatus.ERROR, SpanStatus.OK, SpanStatus.ERROR);
    assertThat(read.spans.get(0).attributes())
        .isEqualTo(
            Map.of(
                "rows", "3",
                "ratio", "250.0",
                "arr", "a\"b,c",
                "la", "1,2",
                "error", "desc",
                "otel.scope.name", "scope",
                "exception.type", "java.lang.IllegalStateException",
                "exception.message", "could not \"x\" serialize"));
    assertThat(read.spans.get(2).attributes()).isEqualTo(Map.of("otel.scope.name", "scope"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"commit", "\\\"commit\\\":{}", "commit {}"})
  void events_that_end_a_transaction_leave_their_times(String commit) throws IOException {
    Span span =
        one(
            "'timestamp':5,'duration':90,'annotations':[{'timestamp':20,'value':'"
                + commit
                + "'},{'value':'rollback','timestamp':30},{'timestamp':31,'value':'committed'}]");

    assertThat(span.attributes())
        .isEqualTo(Map.of("event.commit", "20000", "event.rollback", "30000"));
  }

  @Test
  void an_annotation_of_any_length_is_read_in_one_pass() throws IOException {
    String endless = "\\\"exception.type\\\":\\\"".repeat(500_000);

    CollectedSpans read =
        decode(
            "{'traceId':'1','id':'2','timestamp':5,'duration':1,'annotations':[{'value':"
                + "'exception{"
                + endless
                + "'}]}");

    assertThat(read.spans).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'value':'an exception {\\\"exception.type\\\":\\\"E\\\"}'",
        "'value':'exception'",
        "'value':'exception {'",
        "'value':'exception {{{'",
        "'value':null",
        "'timestamp':5",
      })
  void other_annotations_are_passed_over(String annotation) throws IOException {
    assertThat(one("'timestamp':5,'duration':1,'annotations':[{" + annotation + "}]").attributes())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'localEndpoint':{'serviceName':'s'} | s",
        "'localEndpoint':{'serviceName':'s','ipv6':'::1'} | s/::1",
        "'localEndpoint':{'serviceName':'s','ipv4':'1.2.3.4','ipv6':'::1','port':7} | s/1.2.3.4",
        "'localEndpoint':{'serviceName':'s','ipv4':'1.2.3.4'},'tags':{'service.instance.id':'i'}"
            + " | s/i",
        "'localEndpoint':{'ipv4':'1.2.3.4'} | unknown_service/1.2.3.4",
        "'localEndpoint':{'serviceName':''} | unknown_service",
        "'localEndpoint':null | unknown_service",
        "'tags':{} | unknown_service",
      })
  void an_instance_is_named_by_tags_or_by_its_address(String fields, String instance)
      throws IOException {
    assertThat(one("'timestamp':5,'duration':1," + fields).instance()).hasToString(instance);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'id':'2','duration':1 | no start time",
        "'id':'2','timestamp':0,'duration':1 | no start time",
        "'id':'0','timestamp':5 | no span id",
        "'id':7,'timestamp':5 | no span id",
        "'id':'11112222333344445','timestamp':5 | no span id",
        "'id':'2','parentId':'xyz','timestamp':5 | a parent id that is none",
        "'id':'2','timestamp':-5 | a time outside of 1970 to 2262",
        "'id':'2','timestamp':9223372036854775808 | a time outside of 1970 to 2262",
        "'id':'2','timestamp':5,'duration':9223372036854775807 | a time outside of 1970 to 2262",
        "'id':'2','timestamp':5,'duration':0.5e-99 | a time outside of 1970 to 2262",
      })
  void a_span_that_can_not_be_used_is_told_with_its_service(String fields, String why)
      throws IOException {
    CollectedSpans read =
        decode("{'traceId':'1'," + fields + ",'localEndpoint':{'serviceName':'s'}}");

    assertThat(read.spans).isEmpty();
    assertThat(read.diagnostics)
        .containsExactly(new Diagnostic(Diagnostic.Kind.UNUSABLE_SPAN, "s", 1, why));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'timestamp':5 | unfinished-span s 1",
        "'timestamp':5,'duration':0 | unfinished-span s 1",
        "'timestamp':'5','duration':null | unfinished-span s 1",
        "'timestamp':5.0,'duration':-7 | end-before-start s 1",
      })
  void a_span_without_an_end_is_told_and_ends_when_it_starts(String fields, String complaint)
      throws IOException {
    CollectedSpans read =
        decode("{'traceId':'1','id':'2'," + fields + ",'localEndpoint':{'serviceName':'s'}}");

    assertThat(read.spans.get(0).interval()).isEqualTo(new Interval(5000, 5000));
    assertThat(read.complaints()).containsExactly(complaint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'binaryAnnotations':[{'key':'lc','value':'','endpoint':{}}]",
        "'annotations':[{'timestamp':5,'value':'cs','endpoint':{'serviceName':'s'}}]",
      })
  void version_1_is_told_with_what_to_do(String fields) throws IOException {
    CollectedSpans read = decode("[{'traceId':'1','id':'2','timestamp':5," + fields + "}]");

    assertThat(read.spans).isEmpty();
    assertThat(read.diagnostics)
        .containsExactly(
            new Diagnostic(
                Diagnostic.Kind.UNDECODABLE_LINE,
                "spans.json:1",
                1,
                "Zipkin's JSON of version 1, which can't be read; ask for it under /api/v2"
                    + " instead"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceSpans':[]}",
        "{'data':[]}",
        "{'traceID':'1','spanID':'2','startTime':5}",
        "{'traceId':'1','spanId':'2','name':'x'}",
      })
  void json_of_another_format_is_told_by_its_first_field(String json) throws IOException {
    CollectedSpans read = decode(json);

    assertThat(read.spans).isEmpty();
    assertThat(read.diagnostics)
        .containsExactly(
            new Diagnostic(
                Diagnostic.Kind.UNDECODABLE_LINE,
                "spans.json:1",
                1,
                "JSON, but not Zipkin's: it begins with the field \""
                    + json.substring(2, json.indexOf('\'', 2))
                    + "\""));
  }

  private static Span named(Map<String, Span> spans, String name) {
    return Objects.requireNonNull(spans.get(name), name);
  }

  private static byte[] recorded(String name) throws IOException {
    try (InputStream in = ZipkinJsonDecoderTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static Span one(String fields) throws IOException {
    CollectedSpans read = decode("{'traceId':'1','id':'2'," + fields + "}");
    assertThat(read.diagnostics).allMatch(told -> told.kind() == Diagnostic.Kind.NO_LINKS);
    assertThat(read.spans).hasSize(1);
    return read.spans.get(0);
  }

  @Test
  void a_consumer_whose_link_is_not_kept_is_told() throws IOException {
    CollectedSpans read =
        decode(
            "[{'traceId':'1','id':'1','kind':'CONSUMER','name':'a','timestamp':5,'duration':5},"
                + "{'traceId':'1','id':'2','parentId':'1','kind':'CONSUMER','name':'a',"
                + "'timestamp':5,'duration':5},"
                + "{'traceId':'2','id':'3','kind':'SERVER','name':'a','timestamp':5,'duration':5}]");

    assertThat(read.spans).hasSize(3);
    assertThat(read.complaints()).singleElement().asString().startsWith("no-links").endsWith(" 1");
  }

  private static CollectedSpans decode(String json) throws IOException {
    return CollectedSpans.decode(new ZipkinJsonDecoder(), json.replace('\'', '"'));
  }
}
