package io.racetrace.sources.backend;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.sources.http.HttpAccess;
import io.racetrace.sources.otlp.OtlpEvidence;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The spans that a back end holds of a stretch of time, or of certain traces. Traces come whole and
 * once, however many services took part in them.
 *
 * <p>It never leaves out traces silently: what a back end did not give is a diagnostic.
 */
public final class BackEndSource implements SpanSource {

  private final BackEnd backEnd;
  private final Question question;
  private final FetchListener listener;

  private BackEndSource(BackEnd backEnd, Question question, FetchListener listener) {
    this.backEnd = backEnd;
    this.question = question;
    this.listener = listener;
  }

  /** Makes a back end of what goes along with every request. */
  @FunctionalInterface
  public interface Opening {
    BackEnd open(HttpAccess access);
  }

  /** Begins with the last hour of all services. */
  public static Builder of(Opening opening) {
    return new Builder(opening);
  }

  /** What to ask for. */
  public static final class Builder {

    private final Opening opening;
    private HttpAccess access = HttpAccess.open();
    private FetchListener listener = FetchListener.NONE;
    private Instant to = Instant.now();
    private Instant from = to.minus(Duration.ofHours(1));
    private List<String> services = List.of();
    private Map<String, String> tags = Map.of();
    private List<TraceId> traces = List.of();
    private int depth = 500;
    private int concurrency = 4;

    private Builder(Opening opening) {
      this.opening = opening;
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

    /** Traces of which one span has all these attributes itself. */
    public Builder tags(Map<String, String> tags) {
      this.tags = Map.copyOf(tags);
      return this;
    }

    /** These traces, and no others, from any time. */
    public Builder traces(List<TraceId> traces) {
      this.traces = List.copyOf(traces);
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

    /**
     * How many questions may be open at a time; 4 at first.
     *
     * @throws IllegalArgumentException if it is below 1 or above 64
     */
    public Builder concurrency(int concurrency) {
      if (concurrency < 1 || concurrency > 64) {
        throw new IllegalArgumentException(
            "between 1 and 64 questions can be asked at once, not " + concurrency);
      }
      this.concurrency = concurrency;
      return this;
    }

    /** What goes along with every request, such as credentials. */
    public Builder access(HttpAccess access) {
      this.access = access;
      return this;
    }

    /** How long one answer may take, from the request to its last byte. */
    public Builder timeout(Duration timeout) {
      access = access.timeout(timeout);
      return this;
    }

    public Builder listener(FetchListener listener) {
      this.listener = listener;
      return this;
    }

    public BackEndSource build() {
      Question question = new Question(from, to, services, tags, traces, depth, concurrency);
      return new BackEndSource(opening.open(access), question, listener);
    }
  }

  @Override
  public void read(SpanSink sink) throws IOException {
    new Retrieval(backEnd, question, listener, new Reading(backEnd, sink)).run();
  }

  /**
   * Keeps all that the back end has, in lines of OTLP's JSON form, also what {@link Span} does not
   * hold.
   *
   * @param out left open
   */
  public Saved save(OutputStream out) throws IOException {
    OtlpEvidence evidence = new OtlpEvidence(out);
    Keeping keeping = new Keeping(backEnd, listener, evidence);
    Retrieval retrieval = new Retrieval(backEnd, question, listener, keeping);
    retrieval.run();
    List<String> lacks = keeping.lacks();
    if (!lacks.isEmpty()) {
      evidence.lacks(lacks);
    }
    evidence.end();
    return new Saved(retrieval.traces(), evidence.spans(), keeping.diagnostics());
  }
}
