package io.racetrace;

import io.racetrace.access.Declarations;
import io.racetrace.access.Schema;
import io.racetrace.access.sql.DeclinedStatements;
import io.racetrace.advise.Contention;
import io.racetrace.detect.Detector;
import io.racetrace.detect.Detectors;
import io.racetrace.ownership.Ownerships;
import io.racetrace.report.Advisory;
import io.racetrace.report.Report;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Finds races in spans.
 *
 * <pre>{@code
 * Report report = TraceAnalyzer.builder().build().analyze(source);
 * }</pre>
 *
 * <p>An analyzer keeps nothing between two analyses. Equal sets of spans give equal reports,
 * whatever order they come in.
 */
public final class TraceAnalyzer {

  private final Settings settings;

  /** What the user can set. */
  record Settings(
      Duration maxClockSkew,
      int maxExemplars,
      List<Detector> detectors,
      Schema schema,
      DeclinedStatements declinedStatements,
      Declarations declarations,
      Ownerships ownerships,
      int threads) {}

  private TraceAnalyzer(Settings settings) {
    this.settings = settings;
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads all sources to their end, then analyses what they gave.
   *
   * @throws IOException if a source can't be read; nothing is analysed then
   */
  public Report analyze(SpanSource... sources) throws IOException {
    Analysis analysis = new Analysis(settings);
    for (SpanSource source : sources) {
      source.read(analysis);
    }
    return analysis.report();
  }

  /** Analyses spans that are already there. */
  public Report analyze(Iterable<Span> spans) {
    Analysis analysis = new Analysis(settings);
    spans.forEach(analysis::span);
    return analysis.report();
  }

  /**
   * Says of each contended record type which remedy fits, and what it would cost.
   *
   * @throws IOException if a source can't be read; nothing is analysed then
   */
  public Advisory advise(SpanSource... sources) throws IOException {
    Contention contention = new Contention();
    Analysis analysis = new Analysis(settings, contention);
    for (SpanSource source : sources) {
      source.read(analysis);
    }
    return advisory(analysis, contention);
  }

  /** The same, of spans that are already there. */
  public Advisory advise(Iterable<Span> spans) {
    Contention contention = new Contention();
    Analysis analysis = new Analysis(settings, contention);
    spans.forEach(analysis::span);
    return advisory(analysis, contention);
  }

  private Advisory advisory(Analysis analysis, Contention contention) {
    Report report = analysis.report();
    return new Advisory(
        contention.advice(report.findings(), report.census(), settings.declarations()), report);
  }

  /** Sets up an analyzer. */
  public static final class Builder {

    private Duration maxClockSkew = Duration.ofMillis(10);
    private int maxExemplars = 3;
    private List<Detector> detectors = Detectors.all();
    private Schema schema = Schema.NONE;
    private int threads = OrderedWork.allCores();
    private DeclinedStatements declinedStatements = DeclinedStatements.UNKNOWN;
    private Declarations declarations = Declarations.NONE;
    private Ownerships ownerships = Ownerships.NONE;

    private Builder() {}

    /**
     * By how much the clocks of two service instances may differ where nothing in the input shows
     * it. The default is 10 ms.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxClockSkew(Duration maxClockSkew) {
      if (maxClockSkew.isNegative()) {
        throw new IllegalArgumentException("a clock skew is not negative: " + maxClockSkew);
      }
      this.maxClockSkew = maxClockSkew;
      return this;
    }

    /**
     * How many occurrences of each finding are told in full; at least 1. The default is 3.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder exemplars(int maxExemplars) {
      if (maxExemplars < 1) {
        throw new IllegalArgumentException("at least one exemplar is told: " + maxExemplars);
      }
      this.maxExemplars = maxExemplars;
      return this;
    }

    /**
     * How many threads analyse; as many as there are processors by default. The report does not
     * depend on it.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder threads(int threads) {
      if (threads < 1) {
        throw new IllegalArgumentException("at least one thread is needed: " + threads);
      }
      this.threads = threads;
      return this;
    }

    /** Which anomalies to look for; all of them by default. */
    public Builder detectors(List<Detector> detectors) {
      this.detectors = List.copyOf(detectors);
      return this;
    }

    /** Which columns identify the rows of which tables, where that is known; nothing by default. */
    public Builder schema(Schema schema) {
      this.schema = schema;
      return this;
    }

    /**
     * Who says which tables those SQL statements touch that are not read whole. By default nobody:
     * such statements are told without tables.
     */
    public Builder declinedStatements(DeclinedStatements declinedStatements) {
      this.declinedStatements = declinedStatements;
      return this;
    }

    /**
     * What no span tells: names that mean one thing, whose work is not judged, and who owns a
     * record type together; nothing by default.
     */
    public Builder declarations(Declarations declarations) {
      this.declarations = declarations;
      return this;
    }

    /**
     * Who may write which table, as contracts say; nothing by default. For these tables they decide
     * what an ownership conflict is.
     */
    public Builder ownerships(Ownerships ownerships) {
      this.ownerships = ownerships;
      return this;
    }

    public TraceAnalyzer build() {
      return new TraceAnalyzer(
          new Settings(
              maxClockSkew,
              maxExemplars,
              detectors,
              schema,
              declinedStatements,
              declarations,
              ownerships,
              threads));
    }
  }
}
