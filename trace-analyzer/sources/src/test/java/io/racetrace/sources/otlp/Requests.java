package io.racetrace.sources.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.List;
import java.util.Random;

/** Export requests that use every field the protocol has, built from a seed. */
public final class Requests {

  private static final long EPOCH = 1_700_000_000_000_000_000L;

  private final Random random;

  private Requests(long seed) {
    random = new Random(seed);
  }

  public static ExportTraceServiceRequest random(long seed) {
    Requests requests = new Requests(seed);
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = 0; i <= requests.random.nextInt(3); i++) {
      request.addResourceSpans(requests.resourceSpans(i));
    }
    return request.build();
  }

  private ResourceSpans resourceSpans(int number) {
    ResourceSpans.Builder resourceSpans =
        ResourceSpans.newBuilder()
            .setResource(
                Resource.newBuilder()
                    .addAttributes(
                        KeyValue.newBuilder()
                            .setKey("service.name")
                            .setValue(AnyValue.newBuilder().setStringValue("service-" + number)))
                    .addAttributes(attribute())
                    .addEntityRefs(
                        EntityRef.newBuilder()
                            .setType("service")
                            .addIdKeys("service.name")
                            .addDescriptionKeys("d"))
                    .setDroppedAttributesCount(random.nextInt(2)))
            .setSchemaUrl(maybe("https://example.org/resource"));
    for (int i = 0; i <= random.nextInt(2); i++) {
      ScopeSpans.Builder scopeSpans =
          ScopeSpans.newBuilder()
              .setScope(
                  InstrumentationScope.newBuilder()
                      .setName(maybe("scope"))
                      .setVersion(maybe("1"))
                      .addAttributes(attribute())
                      .setDroppedAttributesCount(random.nextInt(2)))
              .setSchemaUrl(maybe("https://example.org/scope"));
      for (int j = 0; j <= random.nextInt(4); j++) {
        scopeSpans.addSpans(span());
      }
      resourceSpans.addScopeSpans(scopeSpans);
    }
    return resourceSpans.build();
  }

  private Span span() {
    long start = EPOCH + random.nextInt(1_000_000);
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(16))
            .setSpanId(bytes(8))
            .setParentSpanId(random.nextBoolean() ? bytes(8) : ByteString.EMPTY)
            .setTraceState(maybe("ot=th:8"))
            .setFlags(random.nextBoolean() ? 0x101 : 0)
            .setName(maybe("UPDATE shop.users"))
            .setKind(Span.SpanKind.forNumber(random.nextInt(6)))
            .setStartTimeUnixNano(start)
            .setEndTimeUnixNano(start + random.nextInt(1_000_000))
            .setDroppedAttributesCount(random.nextInt(2))
            .setDroppedEventsCount(random.nextInt(2))
            .setDroppedLinksCount(random.nextBoolean() ? -1 : 0)
            .setStatus(
                Status.newBuilder()
                    .setMessage(maybe("broken"))
                    .setCode(Status.StatusCode.forNumber(random.nextInt(3))));
    for (int i = 0; i < random.nextInt(6); i++) {
      span.addAttributes(attribute());
    }
    for (int i = 0; i < random.nextInt(3); i++) {
      span.addEvents(
          Span.Event.newBuilder()
              .setTimeUnixNano(start)
              .setName(List.of("exception", "log", "commit", "rollback").get(random.nextInt(4)))
              .addAttributes(
                  KeyValue.newBuilder()
                      .setKey("exception.type")
                      .setValue(AnyValue.newBuilder().setStringValue("E" + i)))
              .setDroppedAttributesCount(random.nextInt(2)));
    }
    for (int i = 0; i < random.nextInt(3); i++) {
      span.addLinks(
          Span.Link.newBuilder()
              .setTraceId(bytes(16))
              .setSpanId(bytes(8))
              .setTraceState(maybe("a=b"))
              .addAttributes(attribute())
              .setDroppedAttributesCount(random.nextInt(2))
              .setFlags(random.nextInt(2)));
    }
    return span.build();
  }

  private KeyValue attribute() {
    return KeyValue.newBuilder().setKey("key-" + random.nextInt(1000)).setValue(value(0)).build();
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    switch (random.nextInt(depth < 3 ? 8 : 6)) {
      case 0 -> value.setStringValue(maybe("\"ü😀\\\n\u0000"));
      case 1 -> value.setBoolValue(random.nextBoolean());
      case 2 -> value.setIntValue(random.nextLong());
      case 3 ->
          value.setDoubleValue(
              switch (random.nextInt(4)) {
                case 0 -> Double.NaN;
                case 1 -> Double.NEGATIVE_INFINITY;
                default -> random.nextGaussian();
              });
      case 4 -> value.setBytesValue(bytes(random.nextInt(5)));
      case 5 -> value.clear();
      case 6 -> {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (int i = 0; i < random.nextInt(3); i++) {
          array.addValues(value(depth + 1));
        }
        value.setArrayValue(array);
      }
      default -> {
        KeyValueList.Builder list = KeyValueList.newBuilder();
        for (int i = 0; i < random.nextInt(3); i++) {
          list.addValues(KeyValue.newBuilder().setKey("k" + i).setValue(value(depth + 1)));
        }
        value.setKvlistValue(list);
      }
    }
    return value.build();
  }

  private String maybe(String text) {
    return random.nextInt(4) == 0 ? "" : text;
  }

  private ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
