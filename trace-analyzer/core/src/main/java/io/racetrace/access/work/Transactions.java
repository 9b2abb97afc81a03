package io.racetrace.access.work;

import io.racetrace.access.Isolation;
import io.racetrace.access.Store;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.access.work.BoundarySpan.Kind;
import io.racetrace.access.work.Lane.Match;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one trace: which unit of work a statement belongs to, and what became of it.
 *
 * <p>Today's telemetry has no transaction id. What joins a statement to its COMMIT is, best first:
 * an id that the service states, the connection, the thread within one execution. Of several
 * boundaries the first one after a statement decides, for pools make drivers commit once more when
 * they take a connection back. What does not tell whether a boundary is the statement's leaves its
 * unit unknown.
 */
final class Transactions {

  private final TraceTree tree;
  private final Executions executions;
  private final Above<Span> connections;
  private final Above<String> ids;
  private final Above<Isolation> levels;
  private final BoundaryWriters writers;
  private final Map<Executions.Key, Work> works = new HashMap<>();
  private final IdentityHashMap<Span, Lane> lanes = new IdentityHashMap<>();
  private final IdentityHashMap<Span, Placed> places = new IdentityHashMap<>();
  private final Map<ServiceInstance, List<BoundarySpan>> cutOff = new HashMap<>();
  private final Map<Stated, StatedWork> stated = new HashMap<>();

  /** What became of what a unit of work did. */
  enum Fate {
    TOOK,
    UNDONE,
    /** Nothing tells. */
    OPEN
  }

  /**
   * @param refused the span that tells why the end was refused, if it was
   * @param watching the command that makes the end fail if one of its keys is changed; null if none
   */
  record Placed(UnitOfWork unit, Fate fate, @Nullable Span refused, @Nullable Span watching) {

    Placed(UnitOfWork unit, Fate fate, @Nullable Span refused) {
      this(unit, fate, refused, null);
    }
  }

  /** The name that a service gives to a transaction. */
  private record Stated(ServiceInstance instance, String id) {}

  private static final class StatedWork {
    private @Nullable Span first;
    private long lastEnd = Long.MIN_VALUE;
  }

  Transactions(
      TraceTree tree, Executions executions, List<SpanTouch> touches, BoundaryWriters writers) {
    this.tree = tree;
    this.executions = executions;
    connections = ConnectionSpans.above(tree);
    ids = new Above<>(tree, Transactions::ownId);
    levels = new Above<>(tree, IsolationSetting::stated);
    this.writers = writers;
    for (Span span : tree.spans()) {
      if (DatabaseSpan.isStatement(span) || OrmSpan.is(span) || ConnectionSpans.is(span)) {
        BoundarySpan boundary = work(span).see(span, lane(span), id(span));
        if (boundary == null) {
          group(span);
        } else if (executions.isCutOff(span) && boundary.kind().beginsOrEnds()) {
          cutOff.computeIfAbsent(span.instance(), key -> new ArrayList<>()).add(boundary);
        }
      }
    }
    for (SpanTouch touch : touches) {
      Span span = touch.span();
      if (!DatabaseSpan.isStatement(span)) {
        work(span).see(span, lane(span), id(span));
        group(span);
      }
    }
    for (Work work : works.values()) {
      work.settle();
    }
  }

  private void group(Span statement) {
    String id = id(statement);
    if (id != null && !OrmSpan.is(statement) && !ConnectionSpans.is(statement)) {
      StatedWork group =
          stated.computeIfAbsent(new Stated(statement.instance(), id), key -> new StatedWork());
      group.first = group.first == null ? statement : group.first;
      group.lastEnd = Math.max(group.lastEnd, statement.interval().end());
    }
  }

  /** The unit of work of a statement, or of an access that a service states. */
  Placed place(Span statement) {
    Placed known = places.get(statement);
    if (known == null) {
      known = placeAtLevel(statement);
      places.put(statement, known);
    }
    return known;
  }

  private Placed placeAtLevel(Span statement) {
    Placed placed = placeInUnit(statement);
    Isolation level = stated(statement);
    if (level == null) {
      level = work(statement).level(lane(statement), statement.interval().start());
    }
    return level == null
        ? placed
        : new Placed(placed.unit().at(level), placed.fate(), placed.refused(), placed.watching());
  }

  private Placed placeInUnit(Span statement) {
    String id = id(statement);
    if (id == null) {
      return place(statement, statement.interval().end(), null);
    }
    StatedWork group = stated.get(new Stated(statement.instance(), id));
    Span first = group == null || group.first == null ? statement : group.first;
    long after = group == null ? statement.interval().end() : group.lastEnd;
    Placed placed = place(statement, after, id);
    return placed.unit().boundary() == Boundary.TRANSACTION
        ? placed
        : new Placed(new UnitOfWork(Boundary.STATED, first.spanId(), null), Fate.OPEN, null);
  }

  private Placed place(Span statement, long after, @Nullable String id) {
    Lane lane = lane(statement);
    Work work = work(statement);
    return switch (lane.store().system()) {
      case "redis", "valkey" -> placeCommand(work, statement, lane);
      default -> placeStatement(work, statement, lane, after, id);
    };
  }

  private Placed placeStatement(
      Work work, Span statement, Lane lane, long after, @Nullable String id) {
    Work.Found next = work.next(lane, after, id);
    long until = next == null ? Long.MAX_VALUE : next.mark().at();
    if (work.overlaps(lane, statement.interval(), id)
        || isCutOffBefore(statement, lane, after, until)) {
      return unknown(statement);
    }
    OrmSpan orm = work.orm(statement, lane);
    if (orm != null && (next == null || next.mark().at() > orm.end())) {
      return orm.match() == Match.SURE ? ended(orm) : unknown(statement);
    }
    if (next != null && next.match() == Match.MAYBE) {
      return unknown(statement);
    }
    if (next != null && next.mark().kind().ends()) {
      return isMongo(lane) && !saysItIsInATransaction(statement)
          ? alone(work, statement, lane, true)
          : ended(work, statement, lane, next.mark());
    }
    return alone(work, statement, lane, next != null);
  }

  /** A statement that no known end follows; its own, unless something holds it. */
  private Placed alone(Work work, Span statement, Lane lane, boolean another) {
    boolean open = work.isOpen(lane, statement.interval().start());
    if (open || executions.isCutOff(statement) || executions.entry(statement).equals(statement)) {
      return unknown(statement);
    }
    if (isMongo(lane)) {
      return !DatabaseSpan.text(statement).isEmpty() && !saysItIsInATransaction(statement)
          ? autocommit(statement)
          : unknown(statement);
    }
    // What began above and was handed to another thread may hold it.
    if (executions.branch(statement) != null) {
      return unknown(statement);
    }
    boolean wouldShow =
        another
            || writers.show(statement)
            || connections.of(statement) != null
                && writers.showOnConnectionSpans(statement.instance());
    return wouldShow && !work.hasStrayEnd(lane, statement.interval().end())
        ? autocommit(statement)
        : unknown(statement);
  }

  /** In Redis every command stands alone, but between MULTI and EXEC. */
  private Placed placeCommand(Work work, Span command, Lane lane) {
    // Commands of a transaction may be answered only with EXEC, so their starts are their order.
    long sent = command.interval().start();
    Work.Found before = work.last(lane, sent);
    Work.Found next = work.next(lane, sent, null);
    boolean open = work.isOpen(lane, sent);
    boolean ends = next != null && next.mark().kind().ends();
    long until = next == null ? Long.MAX_VALUE : next.mark().at();
    if (isCutOffBefore(command, lane, sent, until)) {
      return unknown(command);
    }
    if (!open && !ends && !executions.isCutOff(command)) {
      return autocommit(command);
    }
    if (before == null || next == null || !open || !ends) {
      return unknown(command);
    }
    if (before.match() != Match.SURE || next.match() != Match.SURE) {
      return unknown(command);
    }
    Placed ended = ended(work, command, lane, next.mark());
    // An EXEC that was called off answers with nil, which no span shows.
    Span watching = work.watchBefore(lane, before.mark().at());
    return ended.fate() == Fate.TOOK && watching != null
        ? new Placed(ended.unit(), Fate.OPEN, null, watching)
        : ended;
  }

  private Placed ended(Work work, Span statement, Lane lane, BoundarySpan end) {
    UnitOfWork unit = new UnitOfWork(Boundary.TRANSACTION, end.span().spanId(), work.effect(end));
    if (end.kind() == Kind.PREPARE) {
      return new Placed(unit, Fate.OPEN, null);
    }
    if (end.kind() == Kind.ROLLBACK) {
      return new Placed(unit, Fate.UNDONE, null);
    }
    if (ConnectionSpans.is(end.span())) {
      // The event comes after the call, whether the store refused it or not.
      return new Placed(unit, failsAbove(end.span()) ? Fate.OPEN : Fate.TOOK, null);
    }
    if (!end.took()) {
      Fate fate = Refusal.isLostConnection(end.span()) ? Fate.OPEN : Fate.UNDONE;
      return new Placed(unit, fate, end.span());
    }
    return new Placed(unit, work.undone(lane, statement.interval(), end.at()), null);
  }

  private Placed ended(OrmSpan orm) {
    UnitOfWork unit = new UnitOfWork(Boundary.ORM, orm.span().spanId(), orm.effect());
    return new Placed(unit, orm.fate(), orm.fate() == Fate.UNDONE ? orm.span() : null);
  }

  private boolean failsAbove(Span span) {
    Span entry = executions.entry(span);
    List<Span> path = tree.path(span);
    for (int i = path.size() - 1; i >= 0; i--) {
      if (path.get(i).status() == SpanStatus.ERROR) {
        return true;
      }
      if (path.get(i).equals(entry)) {
        return false;
      }
    }
    return false;
  }

  private static boolean isMongo(Lane lane) {
    return lane.store().system().equals("mongodb");
  }

  /** MongoDB's commands name {@code autocommit} in transactions only. */
  private static boolean saysItIsInATransaction(Span statement) {
    return DatabaseSpan.text(statement).contains("\"autocommit\"");
  }

  private static Placed autocommit(Span statement) {
    return new Placed(
        new UnitOfWork(Boundary.AUTOCOMMIT, statement.spanId(), null), Fate.TOOK, null);
  }

  private static Placed unknown(Span statement) {
    return new Placed(new UnitOfWork(Boundary.UNKNOWN, statement.spanId(), null), Fate.OPEN, null);
  }

  /** Whether an end that lost its place in the trace may have come first. */
  private boolean isCutOffBefore(Span statement, Lane lane, long after, long until) {
    for (BoundarySpan end : cutOff.getOrDefault(statement.instance(), List.of())) {
      if (end.at() >= after
          && end.at() < until
          && lane.match(lane(end.span()), false) != Match.NO
          && !executions.key(end.span()).equals(executions.key(statement))) {
        return true;
      }
    }
    return false;
  }

  private Work work(Span span) {
    Executions.Key key = executions.lane(span);
    Work known = works.get(key);
    if (known == null) {
      known = new Work(tree, executions);
      works.put(key, known);
    }
    return known;
  }

  /** The transaction that the service states, at the span itself or above it. */
  private @Nullable String id(Span span) {
    String own = ownId(span);
    return own == null ? ids.of(span) : own;
  }

  private static @Nullable String ownId(Span span) {
    String id = span.attribute("racetrace.transaction.id");
    return id == null || id.isBlank() ? null : id;
  }

  /** The level that the service states, at the span itself or above it. */
  private @Nullable Isolation stated(Span span) {
    Isolation own = IsolationSetting.stated(span);
    return own == null ? levels.of(span) : own;
  }

  private Lane lane(Span span) {
    Lane known = lanes.get(span);
    if (known == null) {
      known = laneOf(span);
      lanes.put(span, known);
    }
    return known;
  }

  private Lane laneOf(Span span) {
    String connection = DatabaseSpan.connection(span);
    if (connection.isEmpty()) {
      Span above = ConnectionSpans.is(span) ? span : connections.of(span);
      connection = above == null ? "" : "span " + above.spanId();
    }
    String thread = span.attribute("thread.id");
    // Reactive drivers call from whichever thread is free.
    boolean hops = thread == null || DatabaseSpan.scope(span).contains("r2dbc");
    return new Lane(store(span), connection, hops || thread == null ? "" : thread);
  }

  private static Store store(Span span) {
    if (!DatabaseSpan.isStatement(span)) {
      return new Store("", "", "");
    }
    Store store = DatabaseSpan.store(span);
    return DatabaseSpan.system(span) == null
        ? new Store(Lane.SOME_SQL, store.address(), store.database())
        : store;
  }
}
