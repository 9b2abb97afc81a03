package io.racetrace.sources;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Spans as export requests, in the protocol's own classes. */
public final class OtlpRequests {

  private OtlpRequests() {}

  /** One request for each so many spans. */
  public static List<ExportTraceServiceRequest> of(List<Span> spans, int spansEach) {
    List<ExportTraceServiceRequest> requests = new ArrayList<>();
    for (int from = 0; from < spans.size(); from += spansEach) {
      requests.add(request(spans.subList(from, Math.min(spans.size(), from + spansEach))));
    }
    return requests;
  }

  private static ExportTraceServiceRequest request(List<Span> spans) {
    Map<ServiceInstance, ScopeSpans.Builder> byInstance = new LinkedHashMap<>();
    for (Span span : spans) {
      byInstance
          .computeIfAbsent(span.instance(), key -> ScopeSpans.newBuilder())
          .addSpans(of(span));
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    byInstance.forEach(
        (instance, scope) ->
            request.addResourceSpans(
                ResourceSpans.newBuilder().setResource(resource(instance)).addScopeSpans(scope)));
    return request.build();
  }

  private static Resource resource(ServiceInstance instance) {
    Resource.Builder resource =
        Resource.newBuilder().addAttributes(attribute("service.name", instance.service()));
    if (!instance.instance().isEmpty()) {
      resource.addAttributes(attribute("service.instance.id", instance.instance()));
    }
    return resource.build();
  }

  private static io.opentelemetry.proto.trace.v1.Span of(Span span) {
    io.opentelemetry.proto.trace.v1.Span.Builder otlp =
        io.opentelemetry.proto.trace.v1.Span.newBuilder()
            .setTraceId(bytes(span.traceId()))
            .setSpanId(bytes(span.spanId()))
            .setName(span.name())
            .setKind(SpanKind.forNumber(span.kind().ordinal()))
            .setStartTimeUnixNano(span.interval().start())
            .setEndTimeUnixNano(span.interval().end())
            .setStatus(
                Status.newBuilder().setCode(Status.StatusCode.forNumber(span.status().ordinal())));
    SpanId parent = span.parent();
    if (parent != null) {
      otlp.setParentSpanId(bytes(parent));
    }
    span.attributes().forEach((key, value) -> otlp.addAttributes(attribute(key, value)));
    span.links()
        .forEach(
            link ->
                otlp.addLinks(
                    io.opentelemetry.proto.trace.v1.Span.Link.newBuilder()
                        .setTraceId(bytes(link.traceId()))
                        .setSpanId(bytes(link.spanId()))));
    return otlp.build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static ByteString bytes(TraceId id) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array());
  }

  private static ByteString bytes(SpanId id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id.value()).array());
  }
}
