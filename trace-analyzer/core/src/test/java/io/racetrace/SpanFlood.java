package io.racetrace;

import io.racetrace.report.Report;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Many spans, of which nearly half are a store's: eight services, records by Zipf's law. Run as a
 * program it analyses them in the heap that the JVM was given.
 */
public final class SpanFlood implements SpanSource {

  private static final long START = 1_767_225_600_000_000_000L;

  private final int spans;
  private final Random random = new Random(42);

  private final int keys;

  SpanFlood(int spans, int keys) {
    this.spans = spans;
    this.keys = keys;
  }

  /** Analyses that many spans on that many records and prints what the analysis saw. */
  public static void main(String[] arguments) throws IOException {
    SpanFlood flood = new SpanFlood(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    Report report = TraceAnalyzer.builder().build().analyze(flood);
    Runtime runtime = Runtime.getRuntime();
    System.out.println(
        report.coverage().spans()
            + " spans, "
            + report.coverage().accesses()
            + " accesses, "
            + report.findings().size()
            + " findings, heap of "
            + runtime.maxMemory() / (1 << 20)
            + " MiB");
  }

  @Override
  public void read(SpanSink sink) {
    int written = 0;
    long trace = 0;
    while (written < spans) {
      trace++;
      for (Span span : trace(trace)) {
        if (written++ < spans) {
          sink.span(span);
        }
      }
    }
  }

  /** One request: an entry, a few inner spans, reads and writes of one record. */
  private List<Span> trace(long trace) {
    List<Span> all = new ArrayList<>();
    int service = random.nextInt(8);
    ServiceInstance instance = new ServiceInstance("service-" + service, "instance-1");
    long start = START + trace * 200_000L + random.nextInt(100_000);
    String key = "key-" + (int) (keys * Math.pow(random.nextDouble(), 3));
    all.add(
        span(trace, 1, 0, instance, SpanKind.SERVER, "POST /change", start, 9_000_000, Map.of()));
    for (int i = 0; i < 6; i++) {
      all.add(
          span(
              trace, 2 + i, 1, instance, SpanKind.INTERNAL, "work " + i, start + i, 900, Map.of()));
    }
    for (int i = 0; i < 3; i++) {
      long at = start + 1_000_000L + i * 2_000_000L;
      all.add(
          span(
              trace,
              10 + i,
              1,
              instance,
              SpanKind.CLIENT,
              "SELECT",
              at,
              400_000,
              sql("SELECT balance FROM account WHERE id = ?", key)));
    }
    for (int i = 0; i < 3; i++) {
      long at = start + 7_000_000L + i * 500_000L;
      all.add(
          span(
              trace,
              20 + i,
              1,
              instance,
              SpanKind.CLIENT,
              "UPDATE",
              at,
              400_000,
              sql(
                  "UPDATE account SET balance = ? WHERE id = ?",
                  Integer.toString(random.nextInt(1_000_000)),
                  key)));
    }
    return all;
  }

  private static Map<String, String> sql(String text, String... parameters) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("db.system.name", "postgresql");
    attributes.put("db.namespace", "shop");
    attributes.put("server.address", "db");
    attributes.put("server.port", "5432");
    attributes.put("db.query.text", text);
    for (int i = 0; i < parameters.length; i++) {
      attributes.put("db.query.parameter." + i, parameters[i]);
    }
    return attributes;
  }

  private static Span span(
      long trace,
      long id,
      long parent,
      ServiceInstance instance,
      SpanKind kind,
      String name,
      long start,
      long nanos,
      Map<String, String> attributes) {
    return new Span(
        new TraceId(trace * 0x9E3779B97F4A7C15L, trace),
        new SpanId(trace * 100 + id),
        parent == 0 ? null : new SpanId(trace * 100 + parent),
        instance,
        kind,
        name,
        new Interval(start, start + nanos),
        SpanStatus.UNSET,
        attributes,
        List.of());
  }
}
