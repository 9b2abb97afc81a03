package io.racetrace.benchmarks;

import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Requests through two services, each of which reads a row, changes it and commits; the same ones
 * in every run.
 */
final class TracedRequests {

  private static final long MILLI = 1_000_000;
  private static final long START = 1_767_225_600_000L * MILLI;
  private static final int ROWS = 1_000;

  private final SplittableRandom random = new SplittableRandom(20260102);
  private List<Span> trace = List.of();
  private TraceId traceId = TraceId.INVALID;
  private String thread = "";

  /** The spans of each trace. */
  static List<List<Span>> traces(int count) {
    TracedRequests requests = new TracedRequests();
    List<List<Span>> traces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      traces.add(requests.request(START + i * MILLI));
    }
    return traces;
  }

  private List<Span> request(long at) {
    trace = new ArrayList<>();
    traceId = new TraceId(random.nextLong(), random.nextLong());
    thread = Integer.toString(random.nextInt(50));
    int first = random.nextInt(SpanText.INSTANCES);
    int second = (first + 1 + random.nextInt(SpanText.INSTANCES - 1)) % SpanText.INSTANCES;
    SpanId entry = entry(first, null, at, 40 * MILLI);
    unitOfWork(first, entry, at + MILLI);
    SpanId call =
        span(first, entry, SpanKind.CLIENT, "POST", at + 12 * MILLI, 25 * MILLI, Map.of());
    SpanId served = entry(second, call, at + 13 * MILLI, 23 * MILLI);
    unitOfWork(second, served, at + 15 * MILLI);
    return trace;
  }

  private SpanId entry(int instance, @Nullable SpanId parent, long at, long nanos) {
    String route = "/api/v1/things/{id}";
    return span(
        instance,
        parent,
        SpanKind.SERVER,
        "POST " + route,
        at,
        nanos,
        Map.of("http.route", route, "http.request.method", "POST", "thread.id", thread));
  }

  private void unitOfWork(int instance, SpanId parent, long at) {
    int row = random.nextInt(ROWS);
    String table = "table_" + row % 8;
    statement(
        instance,
        parent,
        "select t.id,t.amount,t.state from " + table + " t where t.id=?",
        at,
        Map.of("db.query.parameter.0", "row-" + row));
    statement(
        instance,
        parent,
        "update " + table + " set amount=?,state=? where id=?",
        at + 4 * MILLI,
        Map.of(
            "db.query.parameter.0",
            Integer.toString(random.nextInt(100_000)),
            "db.query.parameter.1",
            "CHANGED",
            "db.query.parameter.2",
            "row-" + row));
    statement(instance, parent, "COMMIT", at + 6 * MILLI, Map.of());
  }

  private void statement(
      int instance, SpanId parent, String text, long at, Map<String, String> parameters) {
    boolean isCommit = text.equals("COMMIT");
    Span bare =
        new Span(
            traceId,
            new SpanId(random.nextLong()),
            parent,
            instance(instance),
            SpanKind.CLIENT,
            text,
            new Interval(at, at + 900_000),
            SpanStatus.UNSET,
            Map.of(
                "db.system.name",
                "postgresql",
                "db.namespace",
                "shop",
                "server.address",
                "postgres.shop",
                isCommit ? "db.operation.name" : "db.query.text",
                text,
                "thread.id",
                thread),
            List.of());
    trace.add(bare.told(parameters));
  }

  private SpanId span(
      int instance,
      @Nullable SpanId parent,
      SpanKind kind,
      String name,
      long at,
      long nanos,
      Map<String, String> attributes) {
    SpanId id = new SpanId(random.nextLong());
    trace.add(
        new Span(
            traceId,
            id,
            parent,
            instance(instance),
            kind,
            name,
            new Interval(at, at + nanos),
            SpanStatus.UNSET,
            attributes,
            List.of()));
    return id;
  }

  private static ServiceInstance instance(int number) {
    return new ServiceInstance(SpanText.service(number), "pod-" + number);
  }
}
