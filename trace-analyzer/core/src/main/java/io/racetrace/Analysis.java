package io.racetrace;

import io.racetrace.access.Access;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.gap.BlindSpot;
import io.racetrace.access.gap.Emitter;
import io.racetrace.access.gap.Origins;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.MongoAccessExtractor;
import io.racetrace.access.touch.RedisAccessExtractor;
import io.racetrace.access.touch.SqlAccessExtractor;
import io.racetrace.access.touch.StatedAccessExtractor;
import io.racetrace.access.touch.UnreadStoreExtractor;
import io.racetrace.access.work.BoundaryWriters;
import io.racetrace.access.work.Causes;
import io.racetrace.access.work.RemoteCalls;
import io.racetrace.access.work.TraceAccesses;
import io.racetrace.access.work.TraceAccesses.Extraction;
import io.racetrace.advise.Contention;
import io.racetrace.advise.RecordLoad;
import io.racetrace.column.Texts;
import io.racetrace.detect.CensusDetector;
import io.racetrace.detect.ContractBreaches;
import io.racetrace.detect.Detector;
import io.racetrace.detect.OwnershipConflict;
import io.racetrace.detect.RecordDetector;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.history.Census;
import io.racetrace.history.CoverageTally;
import io.racetrace.history.Histories;
import io.racetrace.history.History;
import io.racetrace.order.CallTimes;
import io.racetrace.order.ClockBounds;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.MeasuredClocks;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import io.racetrace.report.ClockDiagnostics;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.Diagnostics;
import io.racetrace.report.Findings;
import io.racetrace.report.Report;
import io.racetrace.trace.PackedSpans;
import io.racetrace.trace.Sampling;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanColumns;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One analysis, along the road: spans are gathered by trace and become accesses, accesses are
 * gathered by record and become histories, histories are looked at by the detectors.
 */
final class Analysis implements SpanSink {

  private static final Set<String> ENTRY_ATTRIBUTES =
      Set.of("http.route", "http.request.method", "http.method", "thread.id");

  /** So many spans, or accesses, make a piece of work for a thread. */
  private static final int SPANS_AT_ONCE = 250;

  private static final int ACCESSES_AT_ONCE = 250;

  /** From so many accesses on, the detectors look at one history at the same time. */
  private static final int LONG_HISTORY = 5000;

  /** What one trace told; its tree has the spans that the accesses are told with. */
  private record Extracted(TraceTree tree, Extraction extraction) {

    static Extracted of(List<Span> trace, TraceAccesses accesses) {
      TraceTree tree = new TraceTree(trace);
      return new Extracted(tree, accesses.extract(tree));
    }
  }

  /**
   * What the detectors said of one record.
   *
   * @param load what it tells of contention; null where nobody asks for that, or it tells nothing
   */
  private record Judged(
      History history,
      List<Finding> findings,
      List<Diagnostic> diagnostics,
      @Nullable RecordLoad load) {}

  /** Asked for when a span comes, and never again. */
  private static final Set<String> ARRIVAL_ATTRIBUTES =
      Set.of(
          Emitter.LANGUAGE,
          Emitter.DISTRO,
          Origins.SALT,
          Sampling.TRACE_STATE,
          Fingerprint.ATTRIBUTE);

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
  private final @Nullable Contention contention;
  private final LoneWrites loneWrites = new LoneWrites();
  private final ContractBreaches breaches;
  private long resolution = 1;
  private long firstStart = Long.MAX_VALUE;
  private long coarseSpans;
  private long publishedSpans;

  Analysis(TraceAnalyzer.Settings settings) {
    this(settings, null);
  }

  /**
   * @param contention takes up what is measured of contention; null where nobody asks for it
   */
  Analysis(TraceAnalyzer.Settings settings, @Nullable Contention contention) {
    this.settings = settings;
    this.contention = contention;
    extractors =
        List.of(
            new StatedAccessExtractor(),
            new SqlAccessExtractor(settings.schema(), settings.declinedStatements()),
            new RedisAccessExtractor(),
            new MongoAccessExtractor(),
            new UnreadStoreExtractor());
    census = new Census(settings.maxExemplars());
    findings = new Findings(settings.maxExemplars());
    breaches = new ContractBreaches(settings.ownerships(), settings.maxExemplars());
  }

  @Override
  public void span(Span told) {
    prepared(List.of(told)).run();
  }

  @Override
  public Runnable prepared(List<Span> told) {
    SpanColumns columns = spans;
    if (columns == null) {
      throw new IllegalStateException("the report is made");
    }
    List<Span> known = new ArrayList<>(told.size());
    for (Span span : told) {
      // What was published tells of services at times of their clocks, and is no work of any.
      if (!span.attributes().containsKey(Fingerprint.ATTRIBUTE)) {
        known.add(settings.declarations().known(span));
      }
    }
    PackedSpans packed = columns.pack(known);
    return () -> {
      publishedSpans += told.size() - known.size();
      columns.add(packed);
      known.forEach(this::learn);
    };
  }

  private void learn(Span span) {
    firstStart = Math.min(firstStart, span.interval().start());
    if (span.resolution() > 1) {
      coarseSpans++;
      resolution = Math.max(resolution, span.resolution());
    }
    for (AccessExtractor extractor : extractors) {
      extractor.learn(span);
    }
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
    if (publishedSpans > 0) {
      diagnostics.add(
          new Diagnostic(
              Diagnostic.Kind.PUBLISHED_SPAN,
              "all input",
              publishedSpans,
              "spans of findings, by racetrace; passed over"));
    }
    ClockBounds stated = new ClockBounds(settings.maxClockSkew().toNanos(), resolution);
    CallTimes calls = new CallTimes(stated, firstStart);
    gatherAccesses(calls);
    calls.addLinks(forest);
    MeasuredClocks clocks = calls.measure();
    ClockDiagnostics.of(clocks.summary()).forEach(diagnostics::add);
    HappensBefore order = new HappensBefore(forest, stated, clocks);
    judge(order);
    for (Detector detector : settings.detectors()) {
      if (detector instanceof CensusDetector censusDetector) {
        List<Finding> found = new ArrayList<>();
        List<Diagnostic> told = new ArrayList<>();
        collect(detector, "the census", () -> censusDetector.detect(census), found, told);
        found.forEach(finding -> take(NamelessStores.judged(finding, census.types())));
        told.forEach(diagnostics::add);
      }
      if (detector instanceof OwnershipConflict) {
        breaches.findings().forEach(findings::add);
      }
    }
    salts.diagnostics().forEach(diagnostics::add);
    SplitTypes.diagnostics(census).forEach(diagnostics::add);
    loneWrites.diagnostics().forEach(diagnostics::add);
    return new Report(
        findings.merged(),
        census,
        coverage.coverage(),
        diagnostics.merged(),
        settings.maxClockSkew().toNanos(),
        clocks.summary());
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

  private void gatherAccesses(CallTimes calls) {
    SpanColumns gathered = spans;
    if (gathered != null) {
      // Each thread has its own, as they keep what they followed last.
      ThreadLocal<TraceAccesses> accesses =
          ThreadLocal.withInitial(
              () ->
                  new TraceAccesses(
                      extractors, boundaryWriters, forest, causes, settings.declarations()));
      try (OrderedWork<List<Extracted>> work =
          new OrderedWork<>(settings.threads(), traces -> traces.forEach(this::gather))) {
        gathered.forEachTraces(
            SPANS_AT_ONCE,
            traces ->
                work.add(
                    () ->
                        traces.get().stream()
                            .map(trace -> Extracted.of(trace, accesses.get()))
                            .peek(extracted -> calls.add(extracted.tree))
                            .toList()));
        work.end();
      }
      // The accesses are all that is needed from here on; the spans' memory is given back.
      spans = null;
    }
  }

  @Override
  public boolean uses(String attribute) {
    return isUsed(attribute) || ARRIVAL_ATTRIBUTES.contains(attribute);
  }

  private boolean isUsed(String attribute) {
    return ENTRY_ATTRIBUTES.contains(attribute)
        || attribute.equals(Emitter.SCOPE)
        || attribute.equals(CallTimes.ADJUSTED)
        || TraceAccesses.uses(attribute)
        || SpanForest.uses(attribute)
        || extractors.stream().anyMatch(extractor -> extractor.uses(attribute));
  }

  private void gather(Extracted extracted) {
    TraceTree tree = extracted.tree;
    count(Diagnostic.Kind.DUPLICATE_SPAN, tree.duplicates(), "a span came more than once");
    count(Diagnostic.Kind.PARENT_CYCLE, tree.cycles(), "spans are each other's parents");
    Extraction extraction = extracted.extraction;
    forest.add(extraction.planted());
    count(Diagnostic.Kind.EXCLUDED, extraction.excluded(), "accesses that are not to be judged");
    extraction.locks().forEach(census::add);
    for (Access access : extraction.accesses()) {
      census.add(access);
      breaches.add(access);
      histories.add(access);
      Span span = tree.span(access.site().spanId());
      salts.add(access, span);
      loneWrites.add(access, span);
    }
    extraction.keyless().forEach(breaches::add);
    extraction.beside().forEach(histories::add);
    extraction.byLock().forEach(histories::add);
    census.addTrace(extraction.all());
    if (contention != null) {
      contention.addTrace(extraction.accesses(), RemoteCalls.of(tree));
    }
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
    coverage.add(tree, extraction.accesses(), extraction.blindSpots(), extraction.keyless());
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

  private void judge(HappensBefore order) {
    try (OrderedWork<List<Judged>> work =
        new OrderedWork<>(settings.threads(), all -> all.forEach(each -> take(each, order)))) {
      histories.forEachContended(
          ACCESSES_AT_ONCE,
          some -> work.add(() -> some.get().stream().map(each -> judged(each, order)).toList()));
      work.end();
    }
  }

  private void take(Judged judged, HappensBefore order) {
    if (judged.history.record().kind() != RecordKey.Kind.LOCK) {
      census.addOrder(
          judged.history,
          (one, other) -> {
            Relation relation = order.compare(one, other);
            return relation.isCausal() && relation.ordering() == Ordering.BEFORE;
          });
    }
    if (judged.history.record().kind() == RecordKey.Kind.RECORD) {
      census.add(
          judged.history,
          order::clocksTell,
          (one, other) -> order.compare(one, other).ordering() == Ordering.BEFORE);
    }
    judged.findings.forEach(this::take);
    judged.diagnostics.forEach(diagnostics::add);
    if (contention != null && judged.load != null) {
      contention.add(judged.load);
    }
  }

  private void take(Finding finding) {
    // What is declared of a table says more than that two services write it.
    boolean isDeclared =
        finding.rule().id().equals("ownership-conflict")
            && (settings.declarations().areOwners(finding.services(), finding.recordType())
                || breaches.judge(finding.recordType()));
    if (!isDeclared) {
      findings.add(LostSpans.judged(finding, coverage::losesSpans));
    }
  }

  /** What the detectors say of one history. */
  private Judged judged(History recorded, HappensBefore order) {
    History known =
        coverage.losesSpans()
            ? recorded.map(access -> LostSpans.known(access, coverage::losesSpans))
            : recorded;
    History history = order.movesTimes() ? known.map(order::onCommonClock) : known;
    List<Finding> found = new ArrayList<>();
    List<Diagnostic> told = new ArrayList<>();
    RecordKey.Kind kind = history.record().kind();
    if (kind == RecordKey.Kind.RECORD) {
      tellUnseenWrites(history, told);
    }
    Stream<Detector> detectors = settings.detectors().stream();
    if (settings.threads() > 1 && history.accesses().size() > LONG_HISTORY) {
      // One record must not keep all but one thread waiting.
      detectors = detectors.parallel();
    }
    // In their order, whoever is done first.
    List<Judged> each = detectors.map(detector -> judged(detector, history, order)).toList();
    each.forEach(judged -> found.addAll(judged.findings));
    each.forEach(judged -> told.addAll(judged.diagnostics));
    found.replaceAll(finding -> NamelessStores.judged(finding, history.record().type()));
    return new Judged(history, found, told, contention == null ? null : RecordLoad.of(history));
  }

  private Judged judged(Detector detector, History history, HappensBefore order) {
    List<Finding> found = new ArrayList<>();
    List<Diagnostic> told = new ArrayList<>();
    if (detector instanceof RecordDetector recordDetector
        && recordDetector.kind() == history.record().kind()) {
      collect(
          detector,
          history.record().toString(),
          () -> recordDetector.detect(history, order, settings.maxExemplars()),
          found,
          told);
    }
    return new Judged(history, found, told, null);
  }

  private static void tellUnseenWrites(History history, List<Diagnostic> told) {
    long unseen = history.unseenWrites();
    if (unseen > 0) {
      told.add(
          new Diagnostic(
              Diagnostic.Kind.UNSEEN_WRITER,
              history.record().type().id(),
              unseen,
              "the store counted versions that no write in the input made: a writer without spans,"
                  + " or spans that are missing"));
    }
  }

  /** A detector that fails on one record must not take the others with it. */
  private static void collect(
      Detector detector,
      String where,
      Supplier<List<Finding>> detection,
      List<Finding> found,
      List<Diagnostic> told) {
    try {
      found.addAll(detection.get());
    } catch (RuntimeException e) {
      told.add(
          new Diagnostic(
              Diagnostic.Kind.DETECTOR_FAILED,
              detector.rule().id() + " on " + where,
              1,
              "please report this: " + e));
    }
  }
}
