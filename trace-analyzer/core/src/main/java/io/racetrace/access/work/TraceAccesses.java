package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.CausalContext;
import io.racetrace.access.Declarations;
import io.racetrace.access.EntryPoint;
import io.racetrace.access.Guard;
import io.racetrace.access.Isolation;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.Site;
import io.racetrace.access.Store;
import io.racetrace.access.Surroundings;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.Write;
import io.racetrace.access.gap.BlindSpot;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.access.touch.LockCommand;
import io.racetrace.access.touch.Touch;
import io.racetrace.access.work.Transactions.Fate;
import io.racetrace.access.work.Transactions.Placed;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Planted;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts the touches of one trace's spans into their place: entry point, unit of work, outcome. */
public final class TraceAccesses {

  private final List<AccessExtractor> extractors;
  private final BoundaryWriters boundaryWriters;
  private final SpanForest forest;
  private final Causes causes;
  private final Declarations declarations;

  /**
   * What one trace yields.
   *
   * @param keyless writes of records that can't be told, with an empty key: of what type they are
   *     is known all the same
   * @param beside the same touches once more, gathered by predicate, by cause and by copy, and
   *     reads of rows that are assumed to be what was written later
   * @param byLock what was done to locks beside the records, and what was written under them
   * @param refusals that no access tells of
   * @param excluded how many touches of records are not to be judged
   */
  public record Extraction(
      List<Access> accesses,
      List<BlindSpot> blindSpots,
      List<Write> keyless,
      List<LockCommand> locks,
      List<Access> beside,
      List<Access> byLock,
      List<Refused> refusals,
      int excluded,
      Planted planted) {

    /** The accesses by record, by predicate, by cause and by copy. */
    public List<Access> all() {
      List<Access> all = new ArrayList<>(accesses);
      all.addAll(beside);
      return all;
    }

    /** The same without what was done to some record types. */
    private Extraction without(Predicate<RecordType> unwanted) {
      Predicate<Access> isUnwanted = access -> unwanted.test(access.record().type());
      List<Access> judged = accesses.stream().filter(isUnwanted.negate()).toList();
      List<BlindSpot> blind =
          blindSpots.stream().filter(spot -> !unwanted.test(spot.type())).toList();
      int left = accesses.size() - judged.size() + blindSpots.size() - blind.size();
      return new Extraction(
          judged,
          blind,
          keyless.stream().filter(isUnwanted.negate()).toList(),
          locks,
          beside.stream().filter(isUnwanted.negate()).toList(),
          byLock.stream().filter(isUnwanted.negate()).toList(),
          refusals.stream().filter(refused -> !unwanted.test(refused.type())).toList(),
          excluded + left,
          planted);
    }
  }

  /** A guard refused a write. */
  public record Refused(RecordType type, Guard guard) {}

  /**
   * @param boundaryWriters who shows where transactions end; has seen all spans
   * @param forest takes up where the accesses stand; has seen all spans
   */
  public TraceAccesses(
      List<AccessExtractor> extractors, BoundaryWriters boundaryWriters, SpanForest forest) {
    this(extractors, boundaryWriters, forest, new Causes(), Declarations.NONE);
  }

  /**
   * @param causes which causes came more than once; has seen all spans
   * @param declarations which names of record types mean the same, and whose work is not judged
   */
  public TraceAccesses(
      List<AccessExtractor> extractors,
      BoundaryWriters boundaryWriters,
      SpanForest forest,
      Causes causes,
      Declarations declarations) {
    this.causes = causes;
    this.declarations = declarations;
    this.extractors = List.copyOf(extractors);
    this.boundaryWriters = boundaryWriters;
    this.forest = forest;
  }

  /** Whether entry points or units of work are told by this attribute. */
  public static boolean uses(String attribute) {
    return EntrySpan.uses(attribute) || IsolationSetting.uses(attribute) || Answers.uses(attribute);
  }

  public Extraction extract(TraceTree tree) {
    Executions executions = new Executions(tree);
    Planted planted = forest.plant(tree);
    Schemas schemas = new Schemas(tree, executions, extractors);
    List<SpanTouch> found = touches(tree, schemas);
    int touched = found.size();
    if (declarations.excludesWork()) {
      found.removeIf(touch -> isExcluded(executions.entry(touch.span())));
    }
    Transactions transactions = new Transactions(tree, executions, found, boundaryWriters);
    AssumedKeys assumed = new AssumedKeys(executions, found);
    HeldLocks held = new HeldLocks(this, tree, executions, transactions, found);
    LockedRows locks = new LockedRows(executions, transactions, found);
    WatchedKeys watched = new WatchedKeys(executions, found);
    List<Access> accesses = new ArrayList<>();
    Set<Access> rowsUnknown = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Access> answered = Collections.newSetFromMap(new IdentityHashMap<>());
    List<BlindSpot> blindSpots = new ArrayList<>();
    List<Write> keyless = new ArrayList<>();
    for (SpanTouch told : found) {
      Touch keyed = assumed.keyed(told);
      SpanTouch touch = keyed.equals(told.touch()) ? told : new SpanTouch(told.span(), keyed);
      String key = touch.touch().key();
      KeySource source = touch.touch().keySource();
      if (key != null && source != null) {
        Placed placed = transactions.place(touch.span());
        Access access =
            access(
                planted,
                executions,
                touch,
                new RecordKey(touch.touch().type(), key),
                source,
                placed);
        access = locks.around(held.around(access, touch.span()), touch.span());
        access = watched.around(access, touch, placed);
        accesses.add(access);
        if (access instanceof Write write
            && (isRefusedByCheck(write, placed) || mayBeRefusedByCheck(write, placed))
            && Answers.isSuccess(tree, executions.entry(touch.span()), touch.span())) {
          answered.add(access);
        }
        if (touch.touch().rowsAffected() == null && !saysWhatItLeft(touch.touch())) {
          rowsUnknown.add(access);
        }
      } else if (touch.touch().operation().isWrite()) {
        keyless.add(keyless(planted, executions, touch, transactions.place(touch.span())));
      }
      // A key that is assumed closes no gap.
      KeyGap gap = told.touch().keyGap();
      if (gap != null && told.touch().operation() != Operation.INSERT) {
        Touch blind = told.touch();
        blindSpots.add(
            new BlindSpot(told.span(), blind.operation(), blind.type(), blind.statement(), gap));
      }
    }
    List<Access> attempted =
        Retries.withRejectedAttempts(
            answered.isEmpty() ? accesses : Answers.withUnnoticed(accesses, answered), rowsUnknown);
    Groupings groupings =
        new Groupings(this, tree, planted, executions, transactions, schemas, held, locks, found);
    List<Read> lookedUp = new ArrayList<>();
    for (LookedUpRows.Tied tied : new LookedUpRows(extractors, executions, found).find()) {
      SpanTouch read = tied.lookup();
      Access access =
          access(
              planted,
              executions,
              read,
              new RecordKey(read.touch().type(), tied.key()),
              KeySource.WRITTEN,
              transactions.place(read.span()));
      if (access instanceof Read row) {
        lookedUp.add(row);
      }
    }
    List<Refused> refusals = new ArrayList<>(groupings.refusals());
    refusals.addAll(UntoldRefusals.of(found, transactions));
    LockUse lockUse = new LockUse(tree, executions, extractors, this::isExcluded);
    Locked locked = new Locked(tree, executions, lockUse);
    List<Access> all = locked.around(Footprints.left(RowLocks.heldByWrites(attempted, lookedUp)));
    List<Access> beside = new ArrayList<>(groupings.accesses());
    beside.addAll(locked.around(List.copyOf(lookedUp)));
    List<Access> byLock = new ArrayList<>(locked.byLock());
    byLock.addAll(Locked.steps(lockUse, executions, transactions, planted));
    beside.addAll(Copies.of(tree, executions, found, attempted, this::locks));
    Extraction extraction =
        new Extraction(
            all,
            blindSpots,
            keyless,
            lockUse.events().stream().map(LockUse.Event::command).toList(),
            beside,
            byLock,
            refusals,
            touched - found.size(),
            planted);
    // Not before: what is done to such a record may be a lock, or end a transaction.
    return declarations.excludesRecords() ? extraction.without(declarations::excludes) : extraction;
  }

  /** By a check of the version itself; that a status was another one may be no news. */
  private static boolean isRefusedByCheck(Write write, Placed placed) {
    return write.rejectedBy() == Guard.VERSION_PREDICATE
        && write.base().version().isKnown()
        && placed.fate() != Fate.UNDONE
        && placed.refused() == null;
  }

  /** Committed behind a check of the version, but nobody recorded how many rows it hit. */
  private static boolean mayBeRefusedByCheck(Write write, Placed placed) {
    return write.outcome() == Outcome.INDETERMINATE
        && write.guards().contains(Guard.VERSION_PREDICATE)
        && write.base().version().isKnown()
        && placed.fate() == Fate.TOOK;
  }

  private boolean isExcluded(Span entry) {
    EntryPoint point = Executions.entryPoint(entry);
    return declarations.excludes(point.service(), point.operation());
  }

  private List<LockCommand> locks(Span span) {
    List<LockCommand> locks = new ArrayList<>();
    extractors.forEach(extractor -> locks.addAll(extractor.locks(span)));
    return locks;
  }

  private List<SpanTouch> touches(TraceTree tree, Schemas schemas) {
    List<SpanTouch> all = new ArrayList<>();
    for (Span span : tree.spans()) {
      for (AccessExtractor extractor : extractors) {
        List<Touch> touches = extractor.extract(span);
        if (!touches.isEmpty()) {
          Long rows = DatabaseSpan.rowsAffected(span);
          for (Touch touch : touches) {
            all.add(new SpanTouch(span, touch.withRows(rows)));
          }
        }
      }
    }
    List<SpanTouch> each = SpanTouch.eachAccessOnce(tree, all);
    for (int i = 0; i < each.size(); i++) {
      SpanTouch at = each.get(i);
      RecordType type = declarations.known(schemas.in(at.span(), at.touch().type()));
      if (!type.equals(at.touch().type())) {
        each.set(i, new SpanTouch(at.span(), at.touch().of(type)));
      }
    }
    return each;
  }

  List<AccessExtractor> extractors() {
    return extractors;
  }

  Causes causes() {
    return causes;
  }

  /** The type under the name that it is known by. */
  RecordType known(RecordType type) {
    return declarations.known(type);
  }

  Access access(
      Planted planted,
      Executions executions,
      SpanTouch at,
      RecordKey record,
      KeySource source,
      Placed placed) {
    Touch touch = at.touch();
    Span span = at.span();
    UnitOfWork unit = placed.unit();
    Site site = site(planted, executions, span, unit, touch.statement(), source);
    if (!touch.operation().isWrite()) {
      return new Read(
          record, span.interval(), site, touch.columns(), touch.guards(), touch.before());
    }
    return write(executions, at, record, site, placed);
  }

  private static Write keyless(
      Planted planted, Executions executions, SpanTouch at, Placed placed) {
    Touch touch = at.touch();
    Site site =
        site(planted, executions, at.span(), placed.unit(), touch.statement(), KeySource.PATH);
    return write(executions, at, new RecordKey(touch.type(), ""), site, placed);
  }

  private static Write write(
      Executions executions, SpanTouch at, RecordKey record, Site site, Placed placed) {
    Touch touch = at.touch();
    Span span = at.span();
    Span entry = executions.entry(span);
    UnitOfWork unit = placed.unit();
    Guard refusedBy = refusedBy(at, placed, entry);
    return new Write(
        record,
        span.interval(),
        effect(unit, span, Objects.requireNonNullElse(executions.branch(span), entry)),
        site,
        touch.operation(),
        touch.columns(),
        guards(touch, unit),
        touch.before(),
        touch.after(),
        touch.amount(),
        refusedBy != null ? Outcome.REJECTED : outcome(at, placed.fate()),
        refusedBy);
  }

  static Site site(
      Planted planted,
      Executions executions,
      Span span,
      UnitOfWork unit,
      String statement,
      KeySource source) {
    Span entry = executions.entry(span);
    String asker = EntrySpan.asker(entry);
    return new Site(
        span.traceId(),
        span.spanId(),
        span.instance(),
        executions.entryPointOf(span),
        unit,
        new CausalContext(span.traceId(), planted.node(span), planted.isLinked()),
        statement,
        source,
        EntrySpan.message(entry),
        asker == null ? Surroundings.NONE : new Surroundings(new TreeSet<>(), asker, List.of()));
  }

  /** Those of the statement, and the level of its transaction if that stops lost updates. */
  private static Set<Guard> guards(Touch touch, UnitOfWork unit) {
    Store store = touch.type().store();
    Isolation level = unit.isolation() == null ? IsolationLevels.only(store) : unit.isolation();
    if (level == null
        || !unit.boundary().isTransaction()
        || !IsolationLevels.stops(store, level, Anomaly.LOST_UPDATE)) {
      return touch.guards();
    }
    EnumSet<Guard> guards = EnumSet.of(Guard.ISOLATION);
    guards.addAll(touch.guards());
    return guards;
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

  private static @Nullable Guard refusedBy(SpanTouch at, Placed placed, Span entry) {
    Guard guard = refusedBy(at, placed);
    // The row that says that this was done already.
    String cause = guard == Guard.UNIQUE_CONSTRAINT ? Causes.written(entry) : "";
    return !cause.isEmpty() && names(at.touch(), cause) ? Guard.IDEMPOTENCY_KEY : guard;
  }

  private static boolean names(Touch touch, String cause) {
    return touch.operation() == Operation.INSERT
        && cause.length() > 3
        && (touch.key() + "\n" + touch.before() + "\n" + touch.after()).contains(cause);
  }

  private static @Nullable Guard refusedBy(SpanTouch at, Placed placed) {
    Long rows = at.touch().rowsAffected();
    if (rows != null
        && rows == 0
        && at.touch().operation() == Operation.INSERT
        && at.touch().guards().contains(Guard.UNIQUE_CONSTRAINT)) {
      return Guard.UNIQUE_CONSTRAINT;
    }
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
    if (fate == Fate.UNDONE || (rows != null && rows == 0)) {
      return Outcome.FAILED;
    }
    if (at.span().status() == SpanStatus.ERROR) {
      // Who waited in vain for the answer does not know what the store did.
      return Refusal.isUnanswered(at.span()) ? Outcome.INDETERMINATE : Outcome.FAILED;
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
