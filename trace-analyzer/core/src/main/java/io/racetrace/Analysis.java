package io.racetrace;

import io.racetrace.access.Access;
import io.racetrace.access.AccessExtractor;
import io.racetrace.access.BlindSpot;
import io.racetrace.access.BoundaryWriters;
import io.racetrace.access.Causes;
import io.racetrace.access.Emitter;
import io.racetrace.access.MongoAccessExtractor;
import io.racetrace.access.Origins;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.RedisAccessExtractor;
import io.racetrace.access.SqlAccessExtractor;
import io.racetrace.access.StatedAccessExtractor;
import io.racetrace.access.TraceAccesses;
import io.racetrace.access.TraceAccesses.Extraction;
import io.racetrace.access.UnreadStoreExtractor;
import io.racetrace.column.Texts;
import io.racetrace.detect.CensusDetector;
import io.racetrace.detect.Detector;
import io.racetrace.detect.RecordDetector;
import io.racetrace.finding.Finding;
import io.racetrace.history.Census;
import io.racetrace.history.CoverageTally;
import io.racetrace.history.Histories;
import io.racetrace.history.History;
import io.racetrace.order.ClockBounds;
import io.racetrace.order.HappensBefore;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.Diagnostics;
import io.racetrace.report.Findings;
import io.racetrace.report.Report;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanColumns;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.TraceTree;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One analysis, along the road: spans are gathered by trace and become accesses, accesses are
 * gathered by record and become histories, histories are looked at by the detectors.
 */
final class Analysis implements SpanSink {

  private static final Set<String> ENTRY_ATTRIBUTES =
      Set.of("http.route", "http.request.method", "http.method", "thread.id");

  private final TraceAnalyzer.Settings settings;
  private final List<AccessExtractor> extractors;
  private final Texts texts = new Texts();
  private @Nullable SpanColumns spans = new SpanColumns(texts, this::isUsed);
  private final BoundaryWriters boundaryWriters = new BoundaryWriters();
  private final SpanForest forest = new SpanForest();
  private final Causes causes = new Causes();
  private final Histories histories = new Histories(texts);
  private final Census census;
  private final Diagnostics diagnostics = new Diagnostics();
  private final Findings findings;
  private final Origins origins = new Origins();
  private final CoverageTally coverage =
      new CoverageTally(origins, boundaryWriters::show, this::keyColumns);
  private final KeySalts salts = new KeySalts(origins);
  private long resolution = 1;
  private long coarseSpans;

  Analysis(TraceAnalyzer.Settings settings) {
    this.settings = settings;
    extractors =
        List.of(
            new StatedAccessExtractor(),
            new SqlAccessExtractor(settings.schema(), settings.declinedStatements()),
            new RedisAccessExtractor(),
            new MongoAccessExtractor(),
            new UnreadStoreExtractor());
    census = new Census(settings.maxExemplars(), settings.maxClockSkew().toNanos());
    findings = new Findings(settings.maxExemplars());
  }

  @Override
  public void span(Span told) {
    if (spans == null) {
      throw new IllegalStateException("the report is made");
    }
    Span span = settings.declarations().known(told);
    spans.add(span);
    if (span.resolution() > 1) {
      coarseSpans++;
      resolution = Math.max(resolution, span.resolution());
    }
    extractors.forEach(extractor -> extractor.learn(span));
    origins.learn(span);
    coverage.arrived(span);
    boundaryWriters.learn(span);
    forest.learn(span);
    causes.learn(span);
  }

  @Override
  public void diagnostic(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
    if (diagnostic.kind() == Diagnostic.Kind.TRUNCATED_ANSWER
        || diagnostic.kind() == Diagnostic.Kind.TRUNCATED_INPUT) {
      coverage.truncated();
    }
  }

  Report report() {
    tellCoarseTimes();
    gatherAccesses();
    HappensBefore order =
        new HappensBefore(forest, new ClockBounds(settings.maxClockSkew().toNanos(), resolution));
    histories.forEachContended(history -> judge(history, order));
    for (Detector detector : settings.detectors()) {
      if (detector instanceof CensusDetector censusDetector) {
        collect(detector, "the census", () -> censusDetector.detect(census));
      }
    }
    salts.diagnostics().forEach(diagnostics::add);
    return new Report(
        findings.merged(),
        census,
        coverage.coverage(),
        diagnostics.merged(),
        settings.maxClockSkew().toNanos());
  }

  private void tellCoarseTimes() {
    if (coarseSpans > 0) {
      diagnostics.add(
          new Diagnostic(
              Diagnostic.Kind.COARSE_TIMES,
              "all input",
              coarseSpans,
              "the format keeps times in steps of "
                  + (resolution % 1000 == 0 ? resolution / 1000 + " µs" : resolution + " ns")
                  + ": what lies within two of them is left undecided"));
    }
  }

  private void gatherAccesses() {
    SpanColumns gathered = spans;
    if (gathered != null) {
      TraceAccesses accesses =
          new TraceAccesses(extractors, boundaryWriters, forest, causes, settings.declarations());
      gathered.forEachTrace(trace -> gather(new TraceTree(trace), accesses));
      // The accesses are all that is needed from here on; the spans' memory is given back.
      spans = null;
    }
  }

  private boolean isUsed(String attribute) {
    return ENTRY_ATTRIBUTES.contains(attribute)
        || attribute.equals(Emitter.SCOPE)
        || TraceAccesses.uses(attribute)
        || SpanForest.uses(attribute)
        || extractors.stream().anyMatch(extractor -> extractor.uses(attribute));
  }

  private void gather(TraceTree tree, TraceAccesses accesses) {
    count(Diagnostic.Kind.DUPLICATE_SPAN, tree.duplicates(), "a span came more than once");
    count(Diagnostic.Kind.PARENT_CYCLE, tree.cycles(), "spans are each other's parents");
    Extraction extraction = accesses.extract(tree);
    count(Diagnostic.Kind.EXCLUDED, extraction.excluded(), "accesses that are not to be judged");
    extraction.locks().forEach(census::add);
    for (Access access : extraction.accesses()) {
      census.add(access);
      histories.add(access);
      salts.add(access, tree.span(access.site().spanId()));
    }
    extraction.beside().forEach(histories::add);
    extraction.refusals().forEach(refusal -> census.add(refusal.type(), refusal.guard()));
    for (BlindSpot blind : extraction.blindSpots()) {
      if (blind.operation().isWrite()) {
        diagnostics.add(
            new Diagnostic(
                Diagnostic.Kind.NO_RECORD_KEY,
                blind.service() + ": " + blind.statement(),
                1,
                blind.gap().openedBy()));
      }
    }
    coverage.add(tree, extraction.accesses(), extraction.blindSpots());
  }

  private @Nullable String keyColumns(RecordType type) {
    for (AccessExtractor extractor : extractors) {
      String columns = extractor.keyColumns(type);
      if (columns != null) {
        return columns;
      }
    }
    return null;
  }

  private void count(Diagnostic.Kind kind, int count, String detail) {
    if (count > 0) {
      diagnostics.add(new Diagnostic(kind, "all input", count, detail));
    }
  }

  private void judge(History history, HappensBefore order) {
    RecordKey.Kind kind = history.record().kind();
    if (kind == RecordKey.Kind.RECORD) {
      lookAtWriters(history);
    }
    for (Detector detector : settings.detectors()) {
      if (detector instanceof RecordDetector recordDetector && recordDetector.kind() == kind) {
        collect(detector, history.record().toString(), () -> recordDetector.detect(history, order));
      }
    }
  }

  private void lookAtWriters(History history) {
    census.add(history);
    long unseen = history.unseenWrites();
    if (unseen > 0) {
      diagnostics.add(
          new Diagnostic(
              Diagnostic.Kind.UNSEEN_WRITER,
              history.record().type().id(),
              unseen,
              "the store counted versions that no write in the input made: a writer without spans,"
                  + " or spans that are missing"));
    }
  }

  private boolean isDeclared(Finding finding) {
    return finding.rule().id().equals("ownership-conflict")
        && settings.declarations().areOwners(finding.services(), finding.recordType());
  }

  /** A detector that fails on one record must not take the others with it. */
  private void collect(Detector detector, String where, Supplier<List<Finding>> found) {
    try {
      for (Finding finding : found.get()) {
        if (!isDeclared(finding)) {
          findings.add(finding);
        }
      }
    } catch (RuntimeException e) {
      diagnostics.add(
          new Diagnostic(
              Diagnostic.Kind.DETECTOR_FAILED,
              detector.rule().id() + " on " + where,
              1,
              "please report this: " + e));
    }
  }
}
