package io.racetrace.sources;

import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Spans of every shape, from a seed. */
public final class SampleSpans {

  private static final long EPOCH = 1_700_000_000_000_000_000L;

  private SampleSpans() {}

  public static List<Span> of(long seed, int size) {
    Random random = new Random(seed);
    List<Span> spans = new ArrayList<>();
    TraceId trace = new TraceId(random.nextLong(), 1);
    for (int i = 0; i < size; i++) {
      if (random.nextInt(5) == 0) {
        trace = new TraceId(random.nextBoolean() ? 0 : random.nextLong(), i + 2L);
      }
      spans.add(span(random, trace, i + 1L));
    }
    return spans;
  }

  private static Span span(Random random, TraceId trace, long id) {
    long start = EPOCH + random.nextInt(1_000_000_000);
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < random.nextInt(5); i++) {
      attributes.put("key." + random.nextInt(50), text(random));
    }
    List<SpanLink> links = new ArrayList<>();
    for (int i = 0; i < random.nextInt(3); i++) {
      links.add(new SpanLink(new TraceId(77, random.nextInt(9) + 1), new SpanId(i + 1)));
    }
    return new Span(
        trace,
        new SpanId(id),
        random.nextInt(3) == 0 ? null : new SpanId(id + 1000),
        new ServiceInstance(
            "service-" + random.nextInt(3), random.nextBoolean() ? "" : "pod-" + random.nextInt(2)),
        SpanKind.values()[random.nextInt(6)],
        "name " + text(random).strip(),
        new Interval(start, start + random.nextInt(10_000_000)),
        SpanStatus.values()[random.nextInt(3)],
        attributes,
        links);
  }

  private static String text(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> "";
      case 1 -> "update \"orders\" set a = ?";
      case 2 -> "ü😀\n\t\\ \u0001";
      case 3 -> "{\"resourceSpans\":[]}";
      case 4 -> "localEndpoint traceID";
      default -> "value " + random.nextInt(100);
    };
  }
}
