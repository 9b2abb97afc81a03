package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordKey.Kind;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Surroundings;
import io.racetrace.access.Version;
import io.racetrace.access.Write;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.access.touch.Touch;
import io.racetrace.access.work.Transactions.Placed;
import io.racetrace.trace.Planted;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The touches of one trace once more, gathered by predicate and by cause. */
final class Groupings {

  private final TraceAccesses accesses;
  private final TraceTree tree;
  private final Planted planted;
  private final Executions executions;
  private final Transactions transactions;
  private final Schemas schemas;
  private final HeldLocks held;
  private final Map<Executions.Key, Long> lastWrite = new HashMap<>();
  private final Map<SpanId, Causes.@Nullable Shared> causes = new HashMap<>();
  private final List<Access> gathered = new ArrayList<>();
  private final List<TraceAccesses.Refused> refusals = new ArrayList<>();
  private final Set<Executions.Key> refused = new HashSet<>();
  private @Nullable RetriedCalls retried;
  private final LockedRows locked;

  /**
   * @param found the touches of the trace, each once
   */
  Groupings(
      TraceAccesses accesses,
      TraceTree tree,
      Planted planted,
      Executions executions,
      Transactions transactions,
      Schemas schemas,
      HeldLocks held,
      LockedRows locked,
      List<SpanTouch> found) {
    this.accesses = accesses;
    this.tree = tree;
    this.planted = planted;
    this.executions = executions;
    this.transactions = transactions;
    this.schemas = schemas;
    this.held = held;
    this.locked = locked;
    for (SpanTouch at : found) {
      if (at.touch().operation().isWrite()) {
        Executions.Key key = executions.key(at.span());
        long end = at.span().interval().end();
        Long known = lastWrite.get(key);
        if (known == null || known < end) {
          lastWrite.put(key, end);
        }
      }
    }
    Set<SpanId> spans = new HashSet<>();
    for (SpanTouch at : found) {
      boolean first = spans.add(at.span().spanId());
      if (first) {
        gatherByPredicate(at.span());
      }
      if (at.touch().operation().isWrite()) {
        gatherByCause(at, first);
      }
    }
    if (!refused.isEmpty()) {
      gathered.removeIf(this::wasCalledOff);
    }
  }

  /**
   * What else was done, when the row that remembers the cause was refused, is most likely undone.
   */
  private boolean wasCalledOff(Access access) {
    return access.record().kind() == Kind.CAUSE
        && access instanceof Write write
        && write.outcome() == Outcome.INDETERMINATE
        && refused.contains(executions.key(span(access)));
  }

  private Span span(Access access) {
    return Objects.requireNonNull(tree.span(access.site().spanId()));
  }

  List<Access> accesses() {
    return gathered;
  }

  List<TraceAccesses.Refused> refusals() {
    return refusals;
  }

  private void gatherByPredicate(Span span) {
    for (AccessExtractor extractor : accesses.extractors()) {
      for (Touch touch : extractor.predicates(span)) {
        String key = touch.key();
        KeySource source = touch.keySource();
        String flow = EntrySpan.flow(executions.entry(span));
        // What is only looked at, and nothing is written after it, decides nothing.
        boolean matters =
            touch.operation().isWrite()
                || flow != null
                || lastWrite.getOrDefault(executions.key(span), Long.MIN_VALUE)
                    >= span.interval().end();
        if (key != null && source != null && matters) {
          Placed placed = transactions.place(span);
          SpanTouch at = new SpanTouch(span, touch.withRows(DatabaseSpan.rowsAffected(span)));
          Access access =
              around(
                  accesses.access(
                      planted,
                      executions,
                      at,
                      new RecordKey(
                          accesses.known(schemas.in(span, touch.type())), key, Kind.PREDICATE),
                      source,
                      placed),
                  new Surroundings(locked.before(span, placed.unit()), flow, List.of()));
          gathered.add(held.around(access, span));
        }
      }
    }
  }

  private static Access around(Access access, Surroundings surroundings) {
    return access instanceof Write write
        ? write.at(write.site().in(surroundings))
        : access instanceof Read read
            ? new Read(
                read.record(),
                read.interval(),
                read.site().in(surroundings),
                read.columns(),
                read.guards(),
                read.seen())
            : access;
  }

  /**
   * @param firstOfSpan whether the span's other touches are still to come
   */
  private void gatherByCause(SpanTouch at, boolean firstOfSpan) {
    Causes.Shared shared = cause(at.span());
    boolean keylessInsert = at.touch().key() == null && at.touch().operation() == Operation.INSERT;
    if (shared == null && !(keylessInsert && mayBeRefused(at))) {
      return;
    }
    List<Touch> effects = at.touch().stated() ? null : effects(at.span());
    if (effects != null && !firstOfSpan) {
      return;
    }
    Touch told = at.touch();
    for (Touch effect : effects == null ? List.of(plain(told)) : effects) {
      SpanTouch rows =
          new SpanTouch(at.span(), effect.withRows(DatabaseSpan.rowsAffected(at.span())));
      String cause = shared == null ? "none" : shared.cause().key();
      Access access =
          accesses.access(
              planted,
              executions,
              rows,
              new RecordKey(
                  accesses.known(schemas.in(at.span(), effect.type())), cause, Kind.CAUSE),
              Objects.requireNonNullElse(effect.keySource(), KeySource.PARAMETER),
              transactions.place(at.span()));
      if (access instanceof Write write) {
        Guard refusedBy = write.rejectedBy();
        if (refusedBy == Guard.IDEMPOTENCY_KEY) {
          refused.add(executions.key(at.span()));
        }
        if (keylessInsert && refusedBy != null) {
          refusals.add(new TraceAccesses.Refused(write.record().type(), refusedBy));
        }
        if (shared != null) {
          gathered.add(
              around(
                  write,
                  new Surroundings(new TreeSet<>(), shared.attempt().toString(), List.of())));
        }
      }
    }
  }

  private boolean mayBeRefused(SpanTouch at) {
    Long rows = at.touch().rowsAffected();
    return at.span().status() == SpanStatus.ERROR
        || rows != null && rows == 0
        || transactions.place(at.span()).refused() != null;
  }

  private @Nullable List<Touch> effects(Span span) {
    for (AccessExtractor extractor : accesses.extractors()) {
      List<Touch> effects = extractor.effects(span);
      if (effects != null) {
        return effects;
      }
    }
    return null;
  }

  /** A touch whose key, if it has one, names the row; a fresh row is named by nothing else. */
  private static Touch plain(Touch touch) {
    String key = touch.key();
    Snapshot names =
        key == null
            ? Snapshot.UNKNOWN
            : touch.operation() == Operation.INSERT
                ? new Snapshot(Version.of(key), "")
                : new Snapshot(Version.notRecorded(), "key " + key);
    Touch keyed = key == null ? touch.keyed("row", KeySource.PARAMETER) : touch;
    return keyed.of(names, touch.guards()).by(amount(touch));
  }

  /** By how much the touch changed what it says that it found. */
  private static @Nullable BigDecimal amount(Touch touch) {
    BigDecimal before = touch.before().amount();
    BigDecimal after = touch.after().amount();
    return touch.amount() == null && before != null && after != null
        ? after.subtract(before)
        : touch.amount();
  }

  private Causes.@Nullable Shared cause(Span span) {
    Span entry = executions.entry(span);
    if (!causes.containsKey(entry.spanId())) {
      if (retried == null) {
        retried = new RetriedCalls(tree);
      }
      causes.put(entry.spanId(), accesses.causes().of(tree, entry, retried));
    }
    return causes.get(entry.spanId());
  }
}
