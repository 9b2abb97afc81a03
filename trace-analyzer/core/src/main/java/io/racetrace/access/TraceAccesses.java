package io.racetrace.access;

import io.racetrace.access.Transactions.Fate;
import io.racetrace.access.Transactions.Placed;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanForest.Planted;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the touches of one trace's spans into their place: entry point, unit of work, outcome. */
public final class TraceAccesses {

  private final List<AccessExtractor> extractors;
  private final BoundaryWriters boundaryWriters;
  private final SpanForest forest;

  /**
   * What one trace yields.
   *
   * @param beside the same touches once more, gathered by predicate and by cause
   * @param refusals of writes whose record can't be told
   */
  public record Extraction(
      List<Access> accesses,
      List<BlindSpot> blindSpots,
      List<LockCommand> locks,
      List<Access> beside,
      List<Refused> refusals) {}

  /** A guard refused a write. */
  public record Refused(RecordType type, Guard guard) {}

  /**
   * @param boundaryWriters who shows where transactions end; has seen all spans
   * @param forest takes up where the accesses stand; has seen all spans
   */
  public TraceAccesses(
      List<AccessExtractor> extractors, BoundaryWriters boundaryWriters, SpanForest forest) {
    this.extractors = List.copyOf(extractors);
    this.boundaryWriters = boundaryWriters;
    this.forest = forest;
  }

  /** Whether entry points or units of work are told by this attribute. */
  public static boolean uses(String attribute) {
    return EntrySpan.uses(attribute);
  }

  public Extraction extract(TraceTree tree) {
    List<SpanTouch> found = touches(tree);
    Planted planted = forest.plant(tree, found.stream().map(SpanTouch::span).toList());
    Executions executions = new Executions(tree);
    Transactions transactions = new Transactions(tree, executions, found, boundaryWriters);
    AssumedKeys assumed = new AssumedKeys(executions, found);
    List<Access> accesses = new ArrayList<>();
    Set<Access> rowsUnknown = Collections.newSetFromMap(new IdentityHashMap<>());
    List<BlindSpot> blindSpots = new ArrayList<>();
    for (SpanTouch told : found) {
      SpanTouch touch = new SpanTouch(told.span(), assumed.keyed(told));
      String key = touch.touch().key();
      KeySource source = touch.touch().keySource();
      if (key != null && source != null) {
        Placed placed = transactions.place(touch.span());
        Access access = access(planted, executions, touch, key, source, placed);
        accesses.add(access);
        if (touch.touch().rowsAffected() == null && !saysWhatItLeft(touch.touch())) {
          rowsUnknown.add(access);
        }
      }
      // A key that is assumed closes no gap.
      KeyGap gap = told.touch().keyGap();
      if (gap != null && told.touch().operation() != Operation.INSERT) {
        Touch blind = told.touch();
        blindSpots.add(
            new BlindSpot(told.span(), blind.operation(), blind.type(), blind.statement(), gap));
      }
    }
    List<Access> attempted = Retries.withRejectedAttempts(accesses, rowsUnknown);
    return new Extraction(
        RowLocks.heldByWrites(attempted), blindSpots, locks(tree), List.of(), List.of());
  }

  private List<LockCommand> locks(TraceTree tree) {
    List<LockCommand> locks = new ArrayList<>();
    for (Span span : tree.spans()) {
      extractors.forEach(extractor -> locks.addAll(extractor.locks(span)));
    }
    return locks;
  }

  private List<SpanTouch> touches(TraceTree tree) {
    List<SpanTouch> all = new ArrayList<>();
    for (Span span : tree.spans()) {
      for (AccessExtractor extractor : extractors) {
        for (Touch touch : extractor.extract(span)) {
          all.add(new SpanTouch(span, touch.withRows(DatabaseSpan.rowsAffected(span))));
        }
      }
    }
    return SpanTouch.eachAccessOnce(tree, all);
  }

  private static Access access(
      Planted planted,
      Executions executions,
      SpanTouch at,
      String key,
      KeySource source,
      Placed placed) {
    Touch touch = at.touch();
    Span span = at.span();
    Span entry = executions.entry(span);
    UnitOfWork unit = placed.unit();
    Site site =
        new Site(
            span.traceId(),
            span.spanId(),
            span.instance(),
            Executions.entryPoint(entry),
            unit,
            new CausalContext(span.traceId(), planted.node(span)),
            touch.statement(),
            source,
            EntrySpan.message(entry));
    RecordKey record = new RecordKey(touch.type(), key);
    if (!touch.operation().isWrite()) {
      return new Read(
          record, span.interval(), site, touch.columns(), touch.guards(), touch.before());
    }
    Guard refusedBy = refusedBy(at, placed);
    return new Write(
        record,
        span.interval(),
        effect(unit, span, entry),
        site,
        touch.operation(),
        touch.columns(),
        touch.guards(),
        touch.before(),
        touch.after(),
        touch.amount(),
        refusedBy != null ? Outcome.REJECTED : outcome(at, placed.fate()),
        refusedBy);
  }

  /**
   * A write takes effect at its commit; where that is unknown, at any time until its entry ends.
   */
  private static Interval effect(UnitOfWork unit, Span span, Span entry) {
    Interval end = unit.end();
    return switch (unit.boundary()) {
      case TRANSACTION, ORM -> end == null ? span.interval() : end;
      case AUTOCOMMIT -> span.interval();
      case STATED, UNKNOWN ->
          new Interval(
              span.interval().start(), Math.max(span.interval().end(), entry.interval().end()));
    };
  }

  private static @Nullable Guard refusedBy(SpanTouch at, Placed placed) {
    Long rows = at.touch().rowsAffected();
    if (rows != null && rows == 0 && at.touch().guards().contains(Guard.VERSION_PREDICATE)) {
      return Guard.VERSION_PREDICATE;
    }
    if (at.span().status() == SpanStatus.ERROR) {
      return Refusal.guard(at.span());
    }
    Span refused = placed.refused();
    return refused == null ? null : Refusal.guard(refused);
  }

  private static Outcome outcome(SpanTouch at, Fate fate) {
    Long rows = at.touch().rowsAffected();
    if (at.span().status() == SpanStatus.ERROR || (rows != null && rows == 0)) {
      return Outcome.FAILED;
    }
    if (fate == Fate.UNDONE) {
      return Outcome.FAILED;
    }
    if (saysWhatItLeft(at.touch())) {
      return Outcome.COMMITTED;
    }
    // A checked write may have changed no row, and a statement without a known end may be undone.
    boolean open = fate == Fate.OPEN || (rows == null && isConditional(at.touch()));
    return open ? Outcome.INDETERMINATE : Outcome.COMMITTED;
  }

  private static boolean isConditional(Touch touch) {
    return touch.guards().contains(Guard.VERSION_PREDICATE)
        || (touch.keySource() == KeySource.COMMAND || touch.keySource() == KeySource.DOCUMENT)
            && touch.guards().contains(Guard.UNIQUE_CONSTRAINT);
  }

  /** A service that states what it left has seen the store accept it. */
  private static boolean saysWhatItLeft(Touch touch) {
    return touch.stated() && touch.after().isKnown();
  }
}
