package io.racetrace.sources.jaeger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.Exporters;
import io.racetrace.sources.RealJaeger;
import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Jaeger, filled by OpenTelemetry's own exporter. */
class ITJaegerSource {

  @TempDir static Path folder;
  private static RealJaeger jaeger;

  /** Services of this run, in case that the Jaeger is not ours alone. */
  private final String run = Long.toString(System.nanoTime(), 36);

  private final Instant start = Instant.now().minusSeconds(600);
  private final long startNanos = start.getEpochSecond() * 1_000_000_000L + start.getNano();

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
  void a_span_comes_back_as_it_was_sent() throws IOException {
    String service = "order-" + run;
    Span parent;
    Span sent;
    try (SdkTracerProvider exporting = Exporters.service(jaeger.otlp, service, "ord-1", "gzip")) {
      parent =
          exporting
              .get("test")
              .spanBuilder("POST /orders")
              .setSpanKind(io.opentelemetry.api.trace.SpanKind.SERVER)
              .setStartTimestamp(startNanos, TimeUnit.NANOSECONDS)
              .startSpan();
      sent =
          exporting
              .get("test")
              .spanBuilder("UPDATE shop.users")
              .setSpanKind(io.opentelemetry.api.trace.SpanKind.CLIENT)
              .setParent(Context.root().with(parent))
              .addLink(parent.getSpanContext())
              .setStartTimestamp(startNanos + 123, TimeUnit.NANOSECONDS)
              .setAttribute("db.operation", "UPDATE")
              .setAttribute("rows", 3L)
              .setAttribute("ok", true)
              .setAttribute("ratio", 0.25)
              .startSpan();
      sent.setStatus(StatusCode.ERROR);
      sent.addEvent("exception", Attributes.builder().put("exception.type", "E").build());
      sent.end(startNanos + 456, TimeUnit.NANOSECONDS);
      parent.end(startNanos + 789, TimeUnit.NANOSECONDS);
    }

    CollectedSpans read = read(source().services(List.of(service)));

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).hasSize(2);
    io.racetrace.trace.Span span =
        read.spans.stream().filter(s -> s.kind() == SpanKind.CLIENT).findFirst().orElseThrow();
    TraceId traceId = TraceId.fromHex(sent.getSpanContext().getTraceId());
    SpanId parentId = SpanId.fromHex(parent.getSpanContext().getSpanId());
    assertThat(span.traceId()).isEqualTo(traceId);
    assertThat(span.spanId()).isEqualTo(SpanId.fromHex(sent.getSpanContext().getSpanId()));
    assertThat(span.parent()).isEqualTo(parentId);
    assertThat(span.instance()).isEqualTo(new ServiceInstance(service, "ord-1"));
    assertThat(span.name()).isEqualTo("UPDATE shop.users");
    assertThat(span.interval()).isEqualTo(new Interval(startNanos + 123, startNanos + 456));
    assertThat(span.status()).isEqualTo(SpanStatus.ERROR);
    assertThat(span.links()).containsExactly(new SpanLink(traceId, parentId));
    assertThat(span.attributes())
        .containsEntry("db.operation", "UPDATE")
        .containsEntry("rows", "3")
        .containsEntry("ok", "true")
        .containsEntry("ratio", "0.25")
        .containsEntry("exception.type", "E");
  }

  @Test
  void three_thousand_traces_within_a_second_all_come_back_at_a_depth_of_100() throws IOException {
    String service = "burst-" + run;
    Set<TraceId> sent = new HashSet<>();
    try (SdkTracerProvider exporting = Exporters.service(jaeger.otlp, service, "1", "gzip")) {
      for (int i = 0; i < 3000; i++) {
        long at = startNanos + i * 333_000L;
        Span span =
            exporting
                .get("test")
                .spanBuilder("work")
                .setNoParent()
                .setStartTimestamp(at, TimeUnit.NANOSECONDS)
                .startSpan();
        span.end(at + 1000, TimeUnit.NANOSECONDS);
        sent.add(TraceId.fromHex(span.getSpanContext().getTraceId()));
      }
    }

    CollectedSpans read = read(source().services(List.of(service)).depth(100));

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).hasSize(3000);
    assertThat(read.spans)
        .extracting(io.racetrace.trace.Span::traceId)
        .containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void more_traces_at_one_instant_than_the_depth_are_told_as_cut_off() throws IOException {
    String service = "instant-" + run;
    try (SdkTracerProvider exporting = Exporters.service(jaeger.otlp, service, "1", "none")) {
      for (int i = 0; i < 50; i++) {
        exporting
            .get("test")
            .spanBuilder("work")
            .setNoParent()
            .setStartTimestamp(startNanos, TimeUnit.NANOSECONDS)
            .startSpan()
            .end(startNanos + 5, TimeUnit.NANOSECONDS);
      }
    }

    CollectedSpans read = read(source().services(List.of(service)).depth(10));

    assertThat(read.spans).hasSizeGreaterThanOrEqualTo(10);
    assertThat(read.complaints())
        .containsExactly("truncated-answer " + jaeger.query + " service " + service + " 1");
  }

  @Test
  void the_old_interface_gives_the_same_traces_in_microseconds() throws IOException {
    String service = "old-" + run;
    List<TraceId> sent = new ArrayList<>();
    try (SdkTracerProvider exporting = Exporters.service(jaeger.otlp, service, "1", "gzip")) {
      for (int i = 0; i < 300; i++) {
        long at = startNanos + i * 33_333L;
        Span span =
            exporting
                .get("test")
                .spanBuilder("work")
                .setNoParent()
                .setAttribute("i", i)
                .setStartTimestamp(at, TimeUnit.NANOSECONDS)
                .startSpan();
        span.end(at + 1234, TimeUnit.NANOSECONDS);
        sent.add(TraceId.fromHex(span.getSpanContext().getTraceId()));
      }
    }
    try (WithoutV3 old = new WithoutV3(jaeger.query)) {
      BackEndSource.Builder source =
          JaegerSource.at(old.address()).between(start.minusSeconds(1), start.plusSeconds(60));

      CollectedSpans read = read(source.services(List.of(service)).depth(100));
      CollectedSpans tagged =
          read(source.services(List.of(service)).tags(Map.of("i", "7")).depth(100));
      CollectedSpans named = read(source.traces(sent.subList(5, 7)));

      assertThat(read.diagnostics).isEmpty();
      assertThat(read.spans)
          .extracting(io.racetrace.trace.Span::traceId)
          .containsExactlyInAnyOrderElementsOf(sent);
      assertThat(read.spans).allSatisfy(span -> assertThat(span.resolution()).isEqualTo(1000));
      assertThat(tagged.spans)
          .extracting(io.racetrace.trace.Span::traceId)
          .containsExactly(sent.get(7));
      assertThat(named.spans)
          .extracting(io.racetrace.trace.Span::traceId)
          .containsExactlyElementsOf(sent.subList(5, 7));
    }
  }

  @Test
  void traces_are_found_by_their_ids_and_tags() throws IOException {
    String service = "picked-" + run;
    List<TraceId> sent = new ArrayList<>();
    try (SdkTracerProvider exporting = Exporters.service(jaeger.otlp, service, "1", "none")) {
      for (int i = 0; i < 3; i++) {
        Span span =
            exporting
                .get("test")
                .spanBuilder("work")
                .setNoParent()
                .setAttribute("i", i)
                .setStartTimestamp(startNanos, TimeUnit.NANOSECONDS)
                .startSpan();
        span.end(startNanos + 5, TimeUnit.NANOSECONDS);
        sent.add(TraceId.fromHex(span.getSpanContext().getTraceId()));
      }
    }

    CollectedSpans tagged = read(source().services(List.of(service)).tags(Map.of("i", "2")));
    CollectedSpans named = read(source().traces(List.of(sent.get(1), new TraceId(1, 2))));

    assertThat(tagged.spans)
        .extracting(io.racetrace.trace.Span::traceId)
        .containsExactly(sent.get(2));
    assertThat(named.spans)
        .extracting(io.racetrace.trace.Span::traceId)
        .containsExactly(sent.get(1));
    assertThat(named.complaints())
        .containsExactly("missing-trace " + jaeger.query + " trace " + new TraceId(1, 2) + " 1");
  }

  @Test
  void without_a_list_all_services_are_read_and_a_shared_trace_once() throws IOException {
    String one = "one-" + run;
    String two = "two-" + run;
    try (SdkTracerProvider first = Exporters.service(jaeger.otlp, one, "1", "none");
        SdkTracerProvider second = Exporters.service(jaeger.otlp, two, "1", "none")) {
      Span outer = first.get("test").spanBuilder("outer").setNoParent().startSpan();
      second
          .get("test")
          .spanBuilder("inner")
          .setParent(Context.root().with(outer))
          .startSpan()
          .end();
      outer.end();
    }

    CollectedSpans read =
        read(JaegerSource.at(jaeger.query).between(start, Instant.now().plusSeconds(1)));

    assertThat(read.spans).extracting(span -> span.instance().service()).containsOnlyOnce(one, two);
  }

  @Test
  void a_refusal_is_passed_on_with_the_servers_words() {
    assertThatThrownBy(
            () -> read(source().services(List.of("burst-" + run)).depth(Integer.MAX_VALUE)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(jaeger.query + "/api/v3/traces answered 500")
        .hasMessageContaining("search depth")
        .hasMessageContaining("try a smaller depth");
  }

  private BackEndSource.Builder source() {
    return JaegerSource.at(jaeger.query).between(start.minusSeconds(1), start.plusSeconds(60));
  }

  private static CollectedSpans read(BackEndSource.Builder source) throws IOException {
    return CollectedSpans.read(source.build());
  }
}
