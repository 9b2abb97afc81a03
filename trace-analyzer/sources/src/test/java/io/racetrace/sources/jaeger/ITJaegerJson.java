package io.racetrace.sources.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.RealJaeger;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.otlp.OtlpJsonDecoder;
import io.racetrace.sources.otlp.Requests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jaeger's own JSON must tell the same spans as the OTLP of the same Jaeger. */
class ITJaegerJson {

  private static final int TRACES = 40;

  @TempDir static Path folder;
  private static RealJaeger jaeger;

  private final HttpClient http = HttpClient.newHttpClient();

  /** The service of this run, in case that the Jaeger is not ours alone. */
  private final String service = "json-" + Long.toString(System.nanoTime(), 36);

  private final Instant now = Instant.now();

  @BeforeAll
  static void startJaeger() throws IOException {
    jaeger = RealJaeger.start(folder);
  }

  @AfterAll
  static void stopJaeger() {
    if (jaeger != null) {
      jaeger.close();
    }
  }

  @Test
  void spans_with_every_field_are_the_same_in_both_forms() throws Exception {
    List<String> traces = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      traces.add(send(i));
    }
    StringBuilder raw = new StringBuilder();
    StringBuilder v3 = new StringBuilder();
    for (String trace : traces) {
      raw.append(get("/api/traces/" + trace + "?raw=true")).append('\n');
      v3.append(get("/api/v3/traces/" + trace + "?raw_traces=true")).append('\n');
    }
    CollectedSpans otlp = decode(new OtlpJsonDecoder(), v3.toString());
    assertThat(otlp.diagnostics).isEmpty();
    assertThat(otlp.spans).hasSizeGreaterThan(TRACES);

    assertSame(raw.toString(), otlp);
    long micros = now.getEpochSecond() * 1_000_000;
    assertSame(
        get(
            "/api/traces?service=%s&limit=1000&raw=true&start=%d&end=%d"
                .formatted(service, micros - 60_000_000, micros + 60_000_000)),
        otlp);
    assertSame(
        get(
            "/api/traces?raw=true"
                + traces.stream().map(t -> "&traceID=" + t).collect(Collectors.joining())),
        otlp);
  }

  @Test
  void an_unknown_trace_is_told() throws Exception {
    CollectedSpans read =
        decode(new JaegerJsonDecoder(), get("/api/traces/000000000000000000000000deadbeef"));

    assertThat(read.spans).isEmpty();
    assertThat(read.diagnostics)
        .singleElement()
        .hasToString(
            "Diagnostic[kind=FAILED_ANSWER, where=spans.json, count=1,"
                + " detail=Jaeger answered: 404 trace not found]");
  }

  private static void assertSame(String json, CollectedSpans otlp) throws IOException {
    CollectedSpans read = decode(new JaegerJsonDecoder(), json);

    assertThat(read.diagnostics).isEmpty();
    assertThat(SameSpans.sorted(read)).isEqualTo(SameSpans.inMicros(otlp));
  }

  /** Sends a trace with the fields of {@link Requests}, as far as Jaeger keeps them apart. */
  private String send(int seed) throws Exception {
    ExportTraceServiceRequest.Builder request = Requests.random(seed).toBuilder();
    Random random = new Random(seed);
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    ByteString trace = ByteString.copyFrom(bytes);
    for (ResourceSpans.Builder resource : request.getResourceSpansBuilderList()) {
      resource.setResource(
          Resource.newBuilder()
              .addAttributes(text("service.name", service))
              .addAttributes(text("service.instance.id", "i-" + random.nextInt(2))));
      for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
        scope.getSpansBuilderList().forEach(span -> keepApart(span.setTraceId(trace)));
      }
    }
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(jaeger.otlp + "/v1/traces"))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.build().toByteArray()))
            .build();
    assertThat(http.send(post, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * What Jaeger's own JSON can't tell: values that are not set become empty text, no bytes within a
   * list become null, and numbers that are none make the whole answer an error.
   */
  private void keepApart(Span.Builder span) {
    long start = now.getEpochSecond() * 1_000_000_000 + span.getStartTimeUnixNano() % 1_000_000_000;
    long length = span.getEndTimeUnixNano() - span.getStartTimeUnixNano();
    span.setStartTimeUnixNano(start).setEndTimeUnixNano(start + length);
    List<KeyValue> kept =
        span.getAttributesList().stream().filter(pair -> isKept(pair.getValue())).toList();
    span.clearAttributes().addAllAttributes(kept);
  }

  private static boolean isKept(AnyValue value) {
    return switch (value.getValueCase()) {
      case VALUE_NOT_SET -> false;
      case DOUBLE_VALUE -> Double.isFinite(value.getDoubleValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().allMatch(ITJaegerJson::isKeptWithin);
      case KVLIST_VALUE ->
          value.getKvlistValue().getValuesList().stream()
              .allMatch(pair -> isKeptWithin(pair.getValue()));
      default -> true;
    };
  }

  private static boolean isKeptWithin(AnyValue value) {
    boolean noBytes = value.hasBytesValue() && value.getBytesValue().isEmpty();
    return isKept(value) && !noBytes;
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private String get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(jaeger.query + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)).body();
  }

  private static CollectedSpans decode(SpanDecoder decoder, String json) throws IOException {
    return CollectedSpans.decode(decoder, json);
  }
}
