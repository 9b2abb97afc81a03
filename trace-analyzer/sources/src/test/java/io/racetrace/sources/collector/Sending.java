package io.racetrace.sources.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Status;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sends spans that a test made, as a service would have sent them. */
final class Sending {

  private Sending() {}

  static void spans(URI endpoint, List<Span> spans) throws IOException {
    Map<ServiceInstance, List<Span>> byInstance = new LinkedHashMap<>();
    for (Span span : spans) {
      byInstance.computeIfAbsent(span.instance(), instance -> new ArrayList<>()).add(span);
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    byInstance.forEach(
        (instance, of) ->
            request.addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(
                        Resource.newBuilder()
                            .addAttributes(attribute("service.name", instance.service()))
                            .addAttributes(attribute("service.instance.id", instance.instance())))
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .addAllSpans(of.stream().map(Sending::proto).toList()))));
    protobuf(endpoint, request.build());
  }

  static void protobuf(URI endpoint, ExportTraceServiceRequest request) throws IOException {
    post(endpoint, "application/x-protobuf", request.toByteArray());
  }

  static void json(URI endpoint, String request) throws IOException {
    post(endpoint, "application/json", request.getBytes(StandardCharsets.UTF_8));
  }

  private static void post(URI endpoint, String type, byte[] body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + "/v1/traces"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static io.opentelemetry.proto.trace.v1.Span proto(Span span) {
    io.opentelemetry.proto.trace.v1.Span.Builder proto =
        io.opentelemetry.proto.trace.v1.Span.newBuilder()
            .setTraceId(bytes(span.traceId()))
            .setSpanId(bytes(span.spanId()))
            .setName(span.name())
            .setKindValue(span.kind().ordinal())
            .setStartTimeUnixNano(span.interval().start())
            .setEndTimeUnixNano(span.interval().end());
    SpanId parent = span.parent();
    if (parent != null) {
      proto.setParentSpanId(bytes(parent));
    }
    if (span.status() == SpanStatus.ERROR) {
      proto.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }
    Event.Builder exception = Event.newBuilder().setName("exception");
    span.attributes()
        .forEach(
            (name, value) -> {
              if (name.startsWith("exception.")) {
                exception.addAttributes(attribute(name, value));
              } else {
                proto.addAttributes(attribute(name, value));
              }
            });
    if (exception.getAttributesCount() > 0) {
      proto.addEvents(exception);
    }
    for (SpanLink link : span.links()) {
      proto.addLinks(
          Link.newBuilder().setTraceId(bytes(link.traceId())).setSpanId(bytes(link.spanId())));
    }
    return proto.build();
  }

  private static KeyValue attribute(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static ByteString bytes(TraceId id) {
    return ByteString.copyFrom(HexFormat.of().parseHex(id.toString()));
  }

  private static ByteString bytes(SpanId id) {
    return ByteString.copyFrom(HexFormat.of().parseHex(id.toString()));
  }
}
