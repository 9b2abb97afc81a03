package io.racetrace.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who wrote a span, and how its trace was sampled, is the same in every format that tells it. */
class ProvenanceTest {

  private static final Map<String, String> RESOURCE =
      new TreeMap<>(
          Map.of(
              "service.name", "order",
              "telemetry.sdk.language", "java",
              "telemetry.sdk.version", "1.62.0",
              "telemetry.distro.name", "opentelemetry-java-instrumentation",
              "telemetry.distro.version", "2.33.1",
              "racetrace.salt.id", "5e"));

  private static final Map<String, String> EXPECTED =
      Map.of(
          "telemetry.sdk.language", "java",
          "telemetry.distro.name", "opentelemetry-java-instrumentation",
          "telemetry.distro.version", "2.33.1",
          "racetrace.salt.id", "5e",
          "otel.scope.name", "io.opentelemetry.jdbc",
          "w3c.tracestate", "ot=th:c");

  private static final String SPAN =
      "{'traceId':'0af7651916cd43dd8448eb211c80319c','spanId':'b7ad6b7169203331','kind':3,"
          + "'traceState':'ot=th:c','startTimeUnixNano':'5','endTimeUnixNano':'6'}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceSpans':[{'resource':<R>,'scopeSpans':[{'scope':<N>,'spans':[<S>]}]}]}",
        "{'resourceSpans':[{'scopeSpans':[{'spans':[<S>],'scope':<N>}],'resource':<R>}]}",
        "{'resourceSpans':[{'resource':<R>,'scopeSpans':[{'spans':[<S>],'scope':<N>}]}]}",
        "{'resourceSpans':[{'scopeSpans':[{'scope':<N>,'spans':[<S>]}],'resource':<R>}]}",
        "{'resourceSpans':[{'resource':<R>,'instrumentationLibrarySpans':"
            + "[{'instrumentationLibrary':<N>,'spans':[<S>]}]}]}",
        "{'batches':[{'resource':<R>,'scopeSpans':[{'scope':<N>,'spans':[<S>]}]}]}",
        "{'result':{'resourceSpans':[{'resource':<R>,'scopeSpans':[{'scope':<N>,'spans':[<S>]}]}]}}",
      })
  void otlps_json_tells_it_in_any_order_and_under_any_wrapper(String document) throws IOException {
    String resource =
        "{'attributes':[" + json("{'key':'<K>','value':{'stringValue':'<V>'}}") + "]}";
    assertTold(
        document
            .replace("<R>", resource)
            .replace("<N>", "{'version':'2','name':'io.opentelemetry.jdbc'}")
            .replace("<S>", SPAN));
  }

  @Test
  void spans_of_a_scope_without_a_name_are_there_without_one() throws IOException {
    CollectedSpans read =
        CollectedSpans.decode(
            ("{'resourceSpans':[{'scopeSpans':[{'scope':{},'spans':[" + SPAN + "]}]}]}")
                .replace('\'', '"'));

    assertThat(read.spans.get(0).attributes())
        .containsExactly(Map.entry("w3c.tracestate", "ot=th:c"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void otlps_protobuf_tells_it_in_any_order(boolean resourceFirst) throws IOException {
    Resource.Builder resource = Resource.newBuilder();
    RESOURCE.forEach(
        (key, value) ->
            resource.addAttributes(
                KeyValue.newBuilder()
                    .setKey(key)
                    .setValue(AnyValue.newBuilder().setStringValue(value))));
    ScopeSpans scope =
        ScopeSpans.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("io.opentelemetry.jdbc"))
            .addSpans(
                Span.newBuilder()
                    .setTraceId(ByteString.fromHex("0af7651916cd43dd8448eb211c80319c"))
                    .setSpanId(ByteString.fromHex("b7ad6b7169203331"))
                    .setTraceState("ot=th:c")
                    .setStartTimeUnixNano(5)
                    .setEndTimeUnixNano(6))
            .build();
    byte[] before = part(ResourceSpans.newBuilder().setResource(resource).build());
    byte[] after = part(ResourceSpans.newBuilder().addScopeSpans(scope).build());
    ByteArrayOutputStream resourceSpans = new ByteArrayOutputStream();
    resourceSpans.writeBytes(resourceFirst ? before : after);
    resourceSpans.writeBytes(resourceFirst ? after : before);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    // Field 1, with its length as a varint of two bytes.
    message.write(0x0A);
    message.write(resourceSpans.size() & 0x7F | 0x80);
    message.write(resourceSpans.size() >>> 7);
    resourceSpans.writeTo(message);
    assertThat(TracesData.parseFrom(message.toByteArray()).getResourceSpansCount()).isEqualTo(1);

    assertTold(CollectedSpans.decode(message.toByteArray()));
  }

  private static byte[] part(ResourceSpans part) {
    return part.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'data':[{'traceID':'1','spans':[<S>],'processes':{'p1':<P>}}]}",
        "{'data':[{'traceID':'1','processes':{'p1':<P>},'spans':[<S>]}]}",
        "{'traceID':'1','spanID':'2','operationName':'x','startTime':5,'tags':[T],'process':<P>}",
      })
  void jaegers_json_tells_it_in_both_spellings(String document) throws IOException {
    String tag = "{'key':'<K>','type':'string','value':'<V>'}";
    String own =
        tag.replace("<K>", "otel.scope.name").replace("<V>", "io.opentelemetry.jdbc")
            + ","
            + tag.replace("<K>", "w3c.tracestate").replace("<V>", "ot=th:c");
    assertTold(
        document
            .replace(
                "<S>", "{'traceID':'1','spanID':'2','startTime':5,'tags':[T],'processID':'p1'}")
            .replace("[T]", "[" + own + "]")
            .replace("<P>", "{'serviceName':'order','tags':[" + json(tag) + "]}"));
  }

  @Test
  void zipkins_json_tells_it_where_an_exporter_spread_the_resource_over_the_tags()
      throws IOException {
    assertTold(
        "[{'traceId':'1','id':'2','timestamp':5,'duration':1,"
            + "'localEndpoint':{'serviceName':'order'},'tags':{"
            + json("'<K>':'<V>'")
                .replace("'service.name':'order',", "")
                .replace(
                    "'telemetry.sdk.version':'1.62.0'",
                    "'otel.library.name':'io.opentelemetry.jdbc'")
            + ",'w3c.tracestate':'ot=th:c'}}]");
  }

  private static String json(String entry) {
    StringBuilder json = new StringBuilder();
    RESOURCE.forEach(
        (key, value) ->
            json.append(json.isEmpty() ? "" : ",")
                .append(entry.replace("<K>", key).replace("<V>", value)));
    return json.toString();
  }

  private static void assertTold(String document) throws IOException {
    assertTold(CollectedSpans.decode(document.replace('\'', '"')));
  }

  private static void assertTold(CollectedSpans read) {
    assertThat(read.diagnostics.stream().map(d -> d.kind().id()).toList())
        .doesNotContain("undecodable-line", "unusable-span");
    assertThat(read.spans).hasSize(1);
    assertThat(read.spans.get(0).instance().service()).isEqualTo("order");
    assertThat(read.spans.get(0).attributes()).isEqualTo(EXPECTED);
  }
}
