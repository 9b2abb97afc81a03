package io.racetrace.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.column.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpanColumnsTest {

  private static final int SPANS = 30_000;

  @Test
  void spans_packed_on_many_threads_come_back_trace_by_trace_as_they_were() {
    List<Span> spans = IntStream.range(0, SPANS).mapToObj(SpanColumnsTest::span).toList();
    SpanColumns columns = new SpanColumns(new Texts(), name -> !name.equals("let.go"));
    List<PackedSpans> packed =
        IntStream.range(0, SPANS / 100)
            .parallel()
            .mapToObj(i -> columns.pack(spans.subList(i * 100, i * 100 + 100)))
            .toList();
    packed.forEach(columns::add);
    assertThat(columns.size()).isEqualTo(SPANS);

    Map<TraceId, List<Span>> expected = new HashMap<>();
    spans.forEach(
        span -> expected.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(kept(span)));
    Map<TraceId, List<Span>> back = new HashMap<>();
    columns.forEachTraces(
        500,
        some -> some.get().forEach(trace -> back.put(trace.get(0).traceId(), List.copyOf(trace))));
    assertThat(back).isEqualTo(expected);
  }

  @Test
  void the_order_of_the_traces_depends_on_their_ids_alone() {
    List<Span> spans = IntStream.range(0, 3000).mapToObj(SpanColumnsTest::span).toList();
    List<Span> other =
        spans.stream().sorted(Comparator.comparing(Span::spanId).reversed()).toList();
    assertThat(traces(other)).isEqualTo(traces(spans)).doesNotHaveDuplicates();
  }

  @Test
  void more_instances_and_names_than_are_numbered_come_back_all_the_same() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 25_000; i++) {
      Span span = span(i);
      spans.add(
          new Span(
              span.traceId(),
              span.spanId(),
              null,
              new ServiceInstance("service", "instance " + i),
              span.kind(),
              span.name(),
              span.interval(),
              span.status(),
              Map.of("name " + i, "value"),
              List.of()));
    }
    SpanColumns columns = new SpanColumns(new Texts(), name -> true);
    spans.forEach(columns::add);
    List<Span> back = new ArrayList<>();
    columns.forEachTrace(back::addAll);
    assertThat(back).containsExactlyInAnyOrderElementsOf(spans);
  }

  @Test
  void nothing_is_added_once_traces_are_read() {
    SpanColumns columns = new SpanColumns(new Texts(), name -> true);
    columns.forEachTrace(trace -> {});
    assertThatThrownBy(() -> columns.add(span(1))).isInstanceOf(IllegalStateException.class);
  }

  private static List<TraceId> traces(List<Span> spans) {
    SpanColumns columns = new SpanColumns(new Texts(), name -> true);
    spans.forEach(columns::add);
    List<TraceId> ids = new ArrayList<>();
    columns.forEachTrace(trace -> ids.add(trace.get(0).traceId()));
    return ids;
  }

  private static Span span(int i) {
    Random random = new Random(i);
    Map<String, String> attributes = new HashMap<>();
    for (int n = random.nextInt(6); n > 0; n--) {
      attributes.put("name." + random.nextInt(8), "value " + random.nextInt(5000));
    }
    if (random.nextBoolean()) {
      attributes.put("let.go", "x");
    }
    long start = random.nextLong() >>> 2;
    return new Span(
        new TraceId(random.nextInt(3), random.nextInt(SPANS / 4)),
        new SpanId(i + 1),
        random.nextBoolean() ? null : new SpanId(random.nextLong()),
        new ServiceInstance("service " + random.nextInt(4), "i" + random.nextInt(3)),
        SpanKind.values()[random.nextInt(SpanKind.values().length)],
        "name é " + random.nextInt(50),
        new Interval(start, start + random.nextInt(1 << 30)),
        SpanStatus.values()[random.nextInt(SpanStatus.values().length)],
        attributes,
        random.nextInt(5) > 0
            ? List.of()
            : List.of(new SpanLink(new TraceId(random.nextLong(), 7), new SpanId(9))));
  }

  private static Span kept(Span span) {
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes.remove("let.go");
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        attributes,
        span.links());
  }
}
