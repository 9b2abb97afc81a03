package io.racetrace.sources.jaeger;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.otlp.OtlpJsonDecoder;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The spans that a Jaeger query service holds of a stretch of time.
 *
 * <p>Jaeger answers with at most as many traces as it is asked for, says nothing of the rest, and
 * has no next page. An answer that is full is therefore taken for cut off, and the same is asked
 * again of both halves of the time, until the answers have room. Where time can't be halved any
 * further the source says so.
 *
 * <p>Unadjusted spans are asked for: an adjusted time is one that no clock ever showed. A trace
 * that several services took part in is delivered once.
 */
public final class JaegerSource implements SpanSource {

  /** Most of Jaeger's stores keep times as fine as this. */
  private static final Duration SHORTEST_WINDOW = Duration.ofNanos(1000);

  private final JaegerQuery query;
  private final Instant from;
  private final Instant to;
  private final List<String> services;
  private final int depth;
  private final SpanDecoder decoder = new OtlpJsonDecoder();

  private JaegerSource(Builder builder) {
    query = new JaegerQuery(builder.address, builder.timeout);
    from = builder.from;
    to = builder.to;
    services = builder.services;
    depth = builder.depth;
  }

  /**
   * Begins with the last hour of all services.
   *
   * @param address where the query service listens, such as {@code http://localhost:16686}, with
   *     its base path if it has one; a user and password in it are sent as basic authentication
   * @throws IllegalArgumentException if it is not an http or https address
   */
  public static Builder at(URI address) {
    return new Builder(address);
  }

  /** What to ask for. */
  public static final class Builder {

    private final URI address;
    private Instant to = Instant.now();
    private Instant from = to.minus(Duration.ofHours(1));
    private List<String> services = List.of();
    private int depth = 500;
    private Duration timeout = Duration.ofMinutes(2);

    private Builder(URI address) {
      this.address = JaegerQuery.checked(address);
    }

    /**
     * Traces with a span that starts within this time, both ends included.
     *
     * @throws IllegalArgumentException if the end is not after the start
     */
    public Builder between(Instant from, Instant to) {
      if (!to.isAfter(from)) {
        throw new IllegalArgumentException("the time ends before it starts: " + from + ".." + to);
      }
      this.from = from;
      this.to = to;
      return this;
    }

    /** Traces in which one of these services takes part; all services if there are none. */
    public Builder services(List<String> services) {
      this.services = List.copyOf(services);
      return this;
    }

    /**
     * How many traces to ask for at a time. More are fetched in several steps.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder depth(int depth) {
      if (depth < 1) {
        throw new IllegalArgumentException("at least 1 trace is asked for at a time: " + depth);
      }
      this.depth = depth;
      return this;
    }

    /** How long one answer may take, from the request to its last byte. */
    public Builder timeout(Duration timeout) {
      this.timeout = timeout;
      return this;
    }

    public JaegerSource build() {
      return new JaegerSource(this);
    }
  }

  @Override
  public void read(SpanSink sink) throws IOException {
    Path answer = Files.createTempFile("racetrace-", ".json");
    answer.toFile().deleteOnExit();
    try {
      Fetch fetch = new Fetch(sink, answer);
      for (String service : services.isEmpty() ? query.services() : services) {
        fetch.service(service);
      }
    } finally {
      Files.deleteIfExists(answer);
    }
  }

  /** One reading of all windows. */
  private final class Fetch implements SpanSink {

    private final SpanSink sink;
    private final Path answer;

    /** Traces that earlier answers held; an answer holds whole traces. */
    private final Set<TraceId> delivered = new HashSet<>();

    private Set<TraceId> answered = Set.of();
    private long cutOff;

    Fetch(SpanSink sink, Path answer) {
      this.sink = sink;
      this.answer = answer;
    }

    void service(String name) throws IOException {
      if (isFull(ask(name, from, to))) {
        halve(name, from, to);
      }
      if (cutOff > 0) {
        sink.diagnostic(
            new Diagnostic(
                Diagnostic.Kind.TRUNCATED_ANSWER,
                place(name),
                cutOff,
                "more traces at one time than the depth of " + depth + "; ask for a greater one"));
        cutOff = 0;
      }
    }

    private void halve(String service, Instant start, Instant end) throws IOException {
      Duration width = Duration.between(start, end);
      if (width.compareTo(SHORTEST_WINDOW) <= 0) {
        cutOff++;
        return;
      }
      Instant middle = start.plus(width.dividedBy(2));
      Set<TraceId> first = ask(service, start, middle);
      Set<TraceId> second = ask(service, middle, end);
      if (isFull(first) && first.equals(second)) {
        // The store does not tell these two times apart, nor will it any shorter ones.
        cutOff++;
        return;
      }
      if (isFull(first)) {
        halve(service, start, middle);
      }
      if (isFull(second)) {
        halve(service, middle, end);
      }
    }

    private Set<TraceId> ask(String service, Instant start, Instant end) throws IOException {
      answered = new HashSet<>();
      if (query.traces(service, start, end, depth, answer)) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(answer))) {
          decoder.decode(in, place(service), this);
        }
      }
      delivered.addAll(answered);
      return answered;
    }

    private boolean isFull(Set<TraceId> traces) {
      return traces.size() >= depth;
    }

    private String place(String service) {
      return query.address() + " service " + service;
    }

    @Override
    public void span(Span span) {
      answered.add(span.traceId());
      if (!delivered.contains(span.traceId())) {
        sink.span(span);
      }
    }

    @Override
    public void diagnostic(Diagnostic diagnostic) {
      sink.diagnostic(diagnostic);
    }
  }
}
