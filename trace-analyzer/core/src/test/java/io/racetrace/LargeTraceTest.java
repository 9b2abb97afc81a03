package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.report.Report;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whole analyses of shapes at which anything that grows faster than its input does not end. */
class LargeTraceTest {

  private static final int MANY = 100_000;
  private static final long START = 1_767_225_600_000_000_000L;
  private static final long MICRO = 1_000;

  private final List<Span> spans = new ArrayList<>();

  @Test
  void a_hundred_thousand_spans_one_below_the_other() {
    Span above = null;
    for (int i = 0; i < MANY / 2; i++) {
      Span at = add(1, above, SpanKind.INTERNAL, 10L * i, 20L * MANY - i, List.of(), "");
      add(
          1,
          at,
          SpanKind.CLIENT,
          10L * i + 1,
          10L * i + 5,
          List.of(),
          "UPDATE t SET x = ? WHERE id = ?");
      above = at;
    }
    assertThat(analyzed().coverage().accesses()).isEqualTo(MANY / 2);
  }

  @Test
  void a_hundred_thousand_spans_below_one() {
    Span root = add(1, null, SpanKind.SERVER, 0, 20L * MANY, List.of(), "");
    for (int i = 0; i < MANY / 2; i++) {
      add(
          1,
          root,
          SpanKind.CLIENT,
          10L * i + 1,
          10L * i + 5,
          List.of(),
          "UPDATE t SET x = ? WHERE id = ?");
      add(1, root, SpanKind.CLIENT, 10L * i + 6, 10L * i + 7, List.of(), "COMMIT");
    }
    Report report = analyzed();
    assertThat(report.coverage().accesses()).isEqualTo(MANY / 2);
    assertThat(report.findings()).isEmpty();
  }

  @Test
  void ten_thousand_traces_each_linked_to_the_one_before() {
    List<SpanLink> links = List.of();
    for (int i = 0; i < 10_000; i++) {
      Span entry = add(i + 1, null, SpanKind.CONSUMER, 10L * i, 10L * i + 9, links, "");
      add(
          i + 1,
          entry,
          SpanKind.CLIENT,
          10L * i + 1,
          10L * i + 2,
          List.of(),
          "UPDATE t SET x = ? WHERE id = ?");
      add(i + 1, entry, SpanKind.CLIENT, 10L * i + 3, 10L * i + 4, List.of(), "COMMIT");
      Span sent = add(i + 1, entry, SpanKind.PRODUCER, 10L * i + 6, 10L * i + 7, List.of(), "");
      links = List.of(new SpanLink(sent.traceId(), sent.spanId()));
    }
    Report report = analyzed();
    assertThat(report.coverage().accesses()).isEqualTo(10_000);
    // Microseconds apart, so that no clock tells; the links do.
    assertThat(report.findings()).isEmpty();
  }

  private Report analyzed() {
    return TraceAnalyzer.builder().build().analyze(spans);
  }

  private Span add(
      long trace,
      @Nullable Span parent,
      SpanKind kind,
      long fromMicros,
      long toMicros,
      List<SpanLink> links,
      String statement) {
    Map<String, String> attributes = new HashMap<>();
    if (!statement.isEmpty()) {
      attributes.put("db.system.name", "postgresql");
      attributes.put("db.namespace", "shop");
      attributes.put("db.query.text", statement);
      attributes.put("db.query.parameter.0", "" + spans.size());
      attributes.put("db.query.parameter.1", "42");
      attributes.put("thread.id", "1");
    }
    Span span =
        new Span(
            new TraceId(1, trace),
            new SpanId(spans.size() + 1),
            parent == null ? null : parent.spanId(),
            new ServiceInstance("orders", "1"),
            kind,
            "work",
            new Interval(START + fromMicros * MICRO, START + toMicros * MICRO),
            SpanStatus.UNSET,
            attributes,
            links);
    spans.add(span);
    return span;
  }
}
