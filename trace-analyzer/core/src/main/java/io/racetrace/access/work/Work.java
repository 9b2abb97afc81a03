package io.racetrace.access.work;

import io.racetrace.access.Isolation;
import io.racetrace.access.Store;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.access.work.BoundarySpan.Kind;
import io.racetrace.access.work.Lane.Match;
import io.racetrace.access.work.Transactions.Fate;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one execution of an entry point did with its stores: statements, boundaries, lanes. */
final class Work {

  private static final Comparator<Mark> BY_TIME = Work::compare;

  private final TraceTree tree;
  private final Executions executions;

  /** By connection first, for there may be a great many. */
  private final Map<String, Map<Lane, List<Mark>>> marks = new HashMap<>();

  private final Map<String, List<Mark>> byId = new HashMap<>();
  private final Map<String, List<Interval>> onConnection = new HashMap<>();
  private final List<Span> active = new ArrayList<>();
  private final Map<Lane, Long> firstStatement = new HashMap<>();
  private final Map<Span, Lane> mappers = new LinkedHashMap<>();
  private final Set<Store> stores = new LinkedHashSet<>();
  private final Set<String> shared = new HashSet<>();

  /** Systems whose spans tell threads or connections, so that one that does not may be on any. */
  private final Set<String> telling = new HashSet<>();

  private final IdentityHashMap<BoundarySpan, Interval> effects = new IdentityHashMap<>();
  private final List<Ending> endings = new ArrayList<>();
  private final IsolationSettings levels = new IsolationSettings();
  private boolean inOrder;
  private boolean takesBack;

  /**
   * @param id the transaction that the service states; null if it states none
   */
  private record Mark(BoundarySpan boundary, @Nullable String id) {}

  /** An object mapper's span without the store's own boundary below it. */
  private record Ending(Span span, Lane lane, Set<Store> stores, Interval effect) {}

  /** A boundary that may be, or surely is, that of a statement. */
  record Found(BoundarySpan mark, Match match) {}

  Work(TraceTree tree, Executions executions) {
    this.tree = tree;
    this.executions = executions;
  }

  /** Takes in what a span does; the boundary that it is, null if it is none. */
  @Nullable BoundarySpan see(Span span, Lane lane, @Nullable String id) {
    if (OrmSpan.is(span)) {
      mappers.put(span, lane);
      return BoundarySpan.of(span);
    }
    if (ConnectionSpans.is(span)) {
      ConnectionSpans.ends(span).forEach(end -> add(lane, new Mark(end, id)));
      return BoundarySpan.of(span);
    }
    active.add(span);
    if (!lane.thread().isEmpty() || !lane.connection().isEmpty()) {
      telling.add(lane.store().system());
    }
    levels.see(span, lane);
    BoundarySpan boundary = BoundarySpan.of(span);
    if (boundary != null) {
      add(lane, new Mark(boundary, id));
      return boundary;
    }
    Long first = firstStatement.get(lane);
    if (first == null || span.interval().start() < first) {
      firstStatement.put(lane, span.interval().start());
    }
    if (!lane.store().system().isEmpty()) {
      stores.add(lane.store());
    }
    if (!lane.connection().isEmpty()) {
      onConnection
          .computeIfAbsent(lane.connection(), connection -> new ArrayList<>())
          .add(span.interval());
    }
    return null;
  }

  private void add(Lane lane, Mark mark) {
    takesBack |= mark.boundary.kind() == Kind.ROLLBACK_TO;
    marks
        .computeIfAbsent(lane.connection(), connection -> new LinkedHashMap<>())
        .computeIfAbsent(lane, key -> new ArrayList<>())
        .add(mark);
    if (mark.id != null) {
      byId.computeIfAbsent(mark.id, key -> new ArrayList<>()).add(mark);
    }
  }

  private static int compare(Mark mark, Mark other) {
    BoundarySpan one = mark.boundary;
    BoundarySpan two = other.boundary;
    int byTime = Long.compare(one.at(), two.at());
    if (byTime != 0) {
      return byTime;
    }
    int byInterval = one.interval().compareTo(two.interval());
    if (byInterval != 0) {
      return byInterval;
    }
    int bySpan = one.span().spanId().compareTo(two.span().spanId());
    return bySpan != 0 ? bySpan : one.kind().compareTo(two.kind());
  }

  /** To be called once, when all has been seen. */
  void settle() {
    for (Map<Lane, List<Mark>> lanes : marks.values()) {
      for (List<Mark> list : lanes.values()) {
        list.sort(BY_TIME);
      }
    }
    for (List<Mark> list : byId.values()) {
      list.sort(BY_TIME);
    }
    inOrder = !beginsWithinAnother() && !Parallel.isIn(active, tree, executions);
    findSharedConnections();
    settleMappers();
  }

  /** Connections whose statements went to different stores: an event of theirs may be any's. */
  private void findSharedConnections() {
    Map<String, Store> first = new HashMap<>();
    for (Lane lane : firstStatement.keySet()) {
      if (!lane.connection().isEmpty() && !lane.store().system().isEmpty()) {
        Store other = first.putIfAbsent(lane.connection(), lane.store());
        if (other != null && !Lane.mayBeOneStore(lane.store(), other)) {
          shared.add(lane.connection());
        }
      }
    }
  }

  private void settleMappers() {
    if (mappers.isEmpty()) {
      return;
    }
    Map<Span, List<Span>> below = new HashMap<>();
    Above<Span> mapping = new Above<>(tree, span -> mappers.containsKey(span) ? span : null);
    for (Span span : active) {
      Span first = mappers.containsKey(span) ? span : mapping.of(span);
      for (Span above = first; above != null; above = mapping.of(above)) {
        below.computeIfAbsent(above, key -> new ArrayList<>()).add(span);
      }
    }
    mappers.forEach((mapper, lane) -> settle(mapper, lane, below.getOrDefault(mapper, List.of())));
    endings.sort(
        Comparator.comparingLong((Ending ending) -> ending.span.interval().end())
            .thenComparing(ending -> ending.span.spanId()));
  }

  private void settle(Span mapper, Lane lane, List<Span> below) {
    Set<Store> wrote = new HashSet<>();
    long last = mapper.interval().start();
    for (Span span : below) {
      BoundarySpan boundary = BoundarySpan.of(span);
      if (boundary != null && boundary.kind().ends()) {
        return;
      }
      wrote.add(DatabaseSpan.store(span));
      last = Math.max(last, span.interval().end());
    }
    Interval all = mapper.interval();
    Interval effect = new Interval(Math.min(last, all.end()), all.end());
    endings.add(new Ending(mapper, lane, wrote, effect));
  }

  /** A BEGIN while a transaction is open: there must be several connections. */
  private boolean beginsWithinAnother() {
    List<Mark> all = new ArrayList<>();
    for (Map<Lane, List<Mark>> lanes : marks.values()) {
      for (List<Mark> list : lanes.values()) {
        all.addAll(list);
      }
    }
    if (all.size() < 2) {
      return false;
    }
    all.sort(BY_TIME);
    Map<Store, Interval> open = new HashMap<>();
    for (Mark mark : all) {
      Store store = DatabaseSpan.store(mark.boundary.span());
      if (mark.boundary.kind() == Kind.BEGIN) {
        Interval other = open.put(store, mark.boundary.interval());
        // Two that overlap are one that two instrumentations saw.
        if (other != null && !other.overlaps(mark.boundary.interval())) {
          return true;
        }
      }
      if (mark.boundary.kind().ends()) {
        open.remove(store);
      }
    }
    return false;
  }

  /** The first boundary at or after a time that may be a statement's; null if there is none. */
  @Nullable Found next(Lane lane, long after, @Nullable String id) {
    Found first = null;
    for (Mark mark : id == null ? List.<Mark>of() : byId.getOrDefault(id, List.of())) {
      if (mark.boundary.at() >= after && mark.boundary.kind().ends()) {
        return new Found(mark.boundary, Match.SURE);
      }
    }
    for (Map.Entry<Lane, List<Mark>> other : lanes(lane)) {
      Match match = match(lane, other.getKey());
      if (match == Match.NO) {
        continue;
      }
      List<Mark> list = other.getValue();
      for (int i = firstFrom(list, after); i < list.size(); i++) {
        Mark mark = list.get(i);
        boolean others = id != null && mark.id != null && !id.equals(mark.id);
        if (mark.boundary.kind().beginsOrEnds() && !others) {
          first = earlier(first, new Found(mark.boundary, match));
          break;
        }
      }
    }
    return first;
  }

  private static Found earlier(@Nullable Found one, Found other) {
    if (one == null || other.mark.at() < one.mark.at()) {
      return other;
    }
    // At one time, what may be it makes unsure what surely is it.
    boolean unsure = other.mark.at() == one.mark.at() && other.match == Match.MAYBE;
    return unsure ? other : one;
  }

  /** The last boundary before a time that may be a statement's; null if there is none. */
  @Nullable Found last(Lane lane, long before) {
    return last(lane, before, Kind::beginsOrEnds);
  }

  private @Nullable Found last(Lane lane, long before, Predicate<Kind> wanted) {
    Found last = null;
    for (Map.Entry<Lane, List<Mark>> other : lanes(lane)) {
      Match match = match(lane, other.getKey());
      List<Mark> list = other.getValue();
      for (int i = match == Match.NO ? -1 : firstFrom(list, before + 1) - 1; i >= 0; i--) {
        BoundarySpan mark = list.get(i).boundary;
        if (wanted.test(mark.kind())) {
          last = last == null || mark.at() > last.mark.at() ? new Found(mark, match) : last;
          break;
        }
      }
    }
    return last;
  }

  /** Whether a transaction that may be a statement's has begun and is not known to have ended. */
  boolean isOpen(Lane lane, long before) {
    for (Map.Entry<Lane, List<Mark>> other : lanes(lane)) {
      Match match = match(lane, other.getKey());
      List<Mark> list = other.getValue();
      for (int i = match == Match.NO ? -1 : firstFrom(list, before + 1) - 1; i >= 0; i--) {
        Kind kind = list.get(i).boundary.kind();
        if (kind == Kind.BEGIN) {
          return true;
        }
        if (match == Match.SURE && kind.ends()) {
          break;
        }
      }
    }
    return false;
  }

  /** Whether an end, or a beginning, runs at the same time as a statement of its lane. */
  boolean overlaps(Lane lane, Interval statement, @Nullable String id) {
    for (Map.Entry<Lane, List<Mark>> other : lanes(lane)) {
      if (match(lane, other.getKey()) == Match.NO) {
        continue;
      }
      List<Mark> list = other.getValue();
      // Boundaries of one lane do not overlap each other, so one before the first can do so.
      for (int i = Math.max(0, firstFrom(list, statement.start()) - 1); i < list.size(); i++) {
        BoundarySpan mark = list.get(i).boundary;
        if (mark.at() > statement.end()) {
          break;
        }
        if (mark.kind().beginsOrEnds()
            && !(id != null && id.equals(list.get(i).id))
            && !isClearOf(mark, statement)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isClearOf(BoundarySpan mark, Interval statement) {
    long end = Math.max(mark.at(), mark.interval().end());
    boolean after = mark.at() >= statement.end();
    boolean before = end <= statement.start();
    return after != before;
  }

  /** Whether an end follows on a thread that did nothing that could end: calls may hop threads. */
  boolean hasStrayEnd(Lane lane, long after) {
    for (Map<Lane, List<Mark>> lanes : marks.values()) {
      for (Map.Entry<Lane, List<Mark>> other : lanes.entrySet()) {
        Lane ending = other.getKey();
        boolean otherThread =
            !ending.thread().isEmpty()
                && !lane.thread().isEmpty()
                && !ending.thread().equals(lane.thread())
                && (ending.connection().isEmpty() || lane.connection().isEmpty());
        if (otherThread && Lane.mayBeOneStore(ending.store(), lane.store())) {
          BoundarySpan first = other.getValue().get(0).boundary;
          boolean stray = firstStatement.getOrDefault(ending, Long.MAX_VALUE) > first.at();
          if (stray && first.at() >= after && first.kind().ends()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The object mapper's span that may hold a statement; null if there is none. */
  @Nullable OrmSpan orm(Span statement, Lane lane) {
    if (endings.isEmpty() || statementOfAnotherKind(lane)) {
      return null;
    }
    List<Span> path = tree.path(statement);
    for (int i = firstEnding(statement.interval().end()); i < endings.size(); i++) {
      Ending ending = endings.get(i);
      boolean inside = path.contains(ending.span);
      Match match = inside ? Match.SURE : match(lane, ending);
      if (match != Match.NO) {
        boolean held = inside || inOneSession(statement, ending.span);
        return new OrmSpan(ending.span, match, ending.effect, fate(ending.span, held));
      }
    }
    return null;
  }

  private int firstEnding(long time) {
    int low = 0;
    int high = endings.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (endings.get(middle).span.interval().end() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean statementOfAnotherKind(Lane lane) {
    String system = lane.store().system();
    return !system.isEmpty() && !DatabaseSpan.isSqlSystem(system);
  }

  private Match match(Lane lane, Ending ending) {
    boolean oneStore =
        ending.stores.stream().anyMatch(store -> Lane.mayBeOneStore(store, lane.store()));
    if (!ending.stores.isEmpty() && !oneStore) {
      return Match.NO;
    }
    Match match = lane.match(ending.lane, inOrder(lane));
    return match == Match.SURE && ending.stores.isEmpty() && sqlStores() > 1 ? Match.MAYBE : match;
  }

  private long sqlStores() {
    return stores.stream().filter(store -> DatabaseSpan.isSqlSystem(store.system())).count();
  }

  private boolean inOneSession(Span statement, Span mapper) {
    String session = mapper.attribute("hibernate.session_id");
    return session != null
        && tree.path(statement).stream()
            .anyMatch(span -> session.equals(span.attribute("hibernate.session_id")));
  }

  /** Rollbacks may leave no span, so what only came before a commit need not belong to it. */
  private static Fate fate(Span mapper, boolean held) {
    if (!held) {
      return Fate.OPEN;
    }
    return OrmSpan.isRollback(mapper) || mapper.status() == SpanStatus.ERROR
        ? Fate.UNDONE
        : Fate.TOOK;
  }

  /** Whether a savepoint took back what a statement did before the transaction ended. */
  Fate undone(Lane lane, Interval statement, long end) {
    Fate fate = Fate.TOOK;
    if (!takesBack) {
      return fate;
    }
    for (BoundarySpan back : all(lane, mark -> mark.kind() == Kind.ROLLBACK_TO)) {
      if (back.at() < statement.end() || back.at() > end) {
        continue;
      }
      BoundarySpan savepoint = null;
      for (BoundarySpan mark : all(lane, mark -> mark.kind() == Kind.SAVEPOINT)) {
        boolean named = !back.savepoint().isEmpty() && mark.savepoint().equals(back.savepoint());
        if (named && mark.at() < back.at() && (savepoint == null || mark.at() > savepoint.at())) {
          savepoint = mark;
        }
      }
      if (savepoint == null) {
        fate = Fate.OPEN;
      } else if (savepoint.interval().end() <= statement.start()) {
        return Fate.UNDONE;
      }
    }
    return fate;
  }

  /** The command by which keys are watched when a transaction begins; null if none are. */
  @Nullable Span watchBefore(Lane lane, long begin) {
    Found last = last(lane, begin - 1, kind -> kind != Kind.BEGIN);
    return last != null && last.mark.kind() == Kind.WATCH ? last.mark.span() : null;
  }

  /** When an end took effect: an event tells only by when. */
  Interval effect(BoundarySpan end) {
    return ConnectionSpans.is(end.span())
        ? effects.computeIfAbsent(end, this::effectOfEvent)
        : end.interval();
  }

  private Interval effectOfEvent(BoundarySpan end) {
    long last = end.interval().start();
    for (Interval statement : onConnection.getOrDefault("span " + end.span().spanId(), List.of())) {
      last = statement.end() <= end.at() ? Math.max(last, statement.end()) : last;
    }
    return new Interval(Math.min(last, end.at()), end.at());
  }

  private List<BoundarySpan> all(Lane lane, Predicate<BoundarySpan> wanted) {
    List<BoundarySpan> found = new ArrayList<>();
    for (Map.Entry<Lane, List<Mark>> other : lanes(lane)) {
      if (match(lane, other.getKey()) != Match.NO) {
        for (Mark mark : other.getValue()) {
          if (wanted.test(mark.boundary)) {
            found.add(mark.boundary);
          }
        }
      }
    }
    return found;
  }

  /** The lanes of boundaries that can be a statement's; those of other connections left out. */
  private Collection<Map.Entry<Lane, List<Mark>>> lanes(Lane lane) {
    List<Map.Entry<Lane, List<Mark>>> found = new ArrayList<>();
    if (lane.connection().isEmpty()) {
      for (Map<Lane, List<Mark>> lanes : marks.values()) {
        found.addAll(lanes.entrySet());
      }
    } else {
      found.addAll(marks.getOrDefault(lane.connection(), Map.of()).entrySet());
      found.addAll(marks.getOrDefault("", Map.of()).entrySet());
    }
    return found;
  }

  /** The isolation level that was set for a statement; null where nothing tells. */
  @Nullable Isolation level(Lane lane, long at) {
    if (levels.isEmpty()) {
      return null;
    }
    return levels.at(
        at, other -> match(lane, other), (other, since) -> endsBetween(lane, since, at));
  }

  private boolean endsBetween(Lane lane, long from, long to) {
    Found next = next(lane, from, null);
    while (next != null && next.mark.at() < to) {
      if (next.mark.kind().ends()) {
        return true;
      }
      next = next(lane, next.mark.at() + 1, null);
    }
    return false;
  }

  private Match match(Lane statement, Lane boundary) {
    Match match = statement.match(boundary, inOrder(boundary));
    boolean storeUnknown =
        statement.store().system().isEmpty()
            && (stores.size() > 1
                || boundary.connection().isEmpty()
                    && !DatabaseSpan.isSqlSystem(boundary.store().system()));
    boolean ofSeveral =
        boundary.store().system().isEmpty() && shared.contains(boundary.connection());
    return match == Match.SURE && (storeUnknown || ofSeveral) ? Match.MAYBE : match;
  }

  private boolean inOrder(Lane lane) {
    return inOrder && !telling.contains(lane.store().system());
  }

  /** The first position in the sorted list that is not before the time. */
  private static int firstFrom(List<Mark> sorted, long time) {
    int low = 0;
    int high = sorted.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted.get(middle).boundary.at() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
