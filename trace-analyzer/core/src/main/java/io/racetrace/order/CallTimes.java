package io.racetrace.order;

import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what calls tell of clocks. A callee starts after its caller did and, where the caller
 * waits, ends before it: so two spans with four times bound the offset of two clocks (Cristian,
 * Probabilistic Clock Synchronization, 1989). Only extremes are kept, by pair of instances, place
 * of the call and window of time; windows grow so that memory does not.
 */
public final class CallTimes {

  /** The attribute of a span whose times somebody moved. */
  public static final String ADJUSTED = "racetrace.times.adjusted";

  private static final int MAX_CELLS = 1 << 16;

  /** How many pairs of instances times windows are told apart at most. */
  private static final long MAX_EDGES = 1 << 20;

  /** On average as many calls as this should bound a window. */
  private static final int CALLS = 8;

  /** A second, roughly: in it, clocks drift by less than a fast call takes. */
  private static final int FINEST = 30;

  private static final int COARSEST_FOR_CALLS = 34;

  /** A message that waited longer, in nanoseconds, tells next to nothing of clocks. */
  private static final long LONGEST_WAIT = 1L << FINEST;

  private final ClockBounds stated;
  private final long origin;
  private final CallSites sites = new CallSites();
  private final Map<ServiceInstance, Integer> indexes = new HashMap<>();
  private final Set<ServiceInstance> adjusted = new TreeSet<>();
  private Map<Cell, Extremes> cells = new HashMap<>();
  private Map<Cell, Extremes> messages = new HashMap<>();
  private int shift = FINEST;

  /** Calls of one site from one instance to another, while one window lasts. */
  private record Cell(int client, int server, int site, long window) {}

  /** The extremes of what calls say of the offset of the server's clock against the client's. */
  private static final class Extremes {
    private long calls;
    private long leastStart = ClockOffset.UNBOUNDED;
    private long mostStart = -ClockOffset.UNBOUNDED;
    private long leastEnd = ClockOffset.UNBOUNDED;
    private long mostEnd = -ClockOffset.UNBOUNDED;

    private void add(Extremes other) {
      calls += other.calls;
      leastStart = Math.min(leastStart, other.leastStart);
      mostStart = Math.max(mostStart, other.mostStart);
      leastEnd = Math.min(leastEnd, other.leastEnd);
      mostEnd = Math.max(mostEnd, other.mostEnd);
    }
  }

  /**
   * @param origin a time that moves with all clocks, such as that of the first span: windows are
   *     counted from it
   */
  public CallTimes(ClockBounds stated, long origin) {
    this.stated = stated;
    this.origin = origin;
  }

  /** Takes in the calls of one trace; each call once, in any order. */
  public synchronized void add(TraceTree tree) {
    for (Span span : tree.spans()) {
      Span parent = tree.parent(span);
      index(span.instance());
      boolean moved = span.attribute(ADJUSTED) != null;
      if (moved) {
        adjusted.add(span.instance());
      }
      if (parent != null
          && !moved
          && parent.attribute(ADJUSTED) == null
          && !parent.instance().equals(span.instance())) {
        add(parent, span);
      }
    }
  }

  private void add(Span client, Span server) {
    int site = sites.of(client, server);
    Extremes call = new Extremes();
    call.leastStart = server.interval().start() - client.interval().start();
    call.mostStart = call.leastStart;
    // One who was told of a failure may have given up and left the callee running.
    if (client.kind() == SpanKind.CLIENT
        && server.kind() == SpanKind.SERVER
        && client.status() != SpanStatus.ERROR) {
      call.calls = 1;
      call.leastEnd = server.interval().end() - client.interval().end();
      call.mostEnd = call.leastEnd;
      if (outlives(server, client)) {
        sites.outlived(site);
      }
    }
    // Halfway between the two clocks, so that neither has to be the first.
    long time = client.interval().start() - origin + call.leastStart / 2;
    Cell cell = new Cell(index(client.instance()), index(server.instance()), site, time >> shift);
    cells.computeIfAbsent(cell, key -> new Extremes()).add(call);
    while (cells.size() > MAX_CELLS && shift < 62) {
      coarsen();
    }
  }

  /**
   * Takes in the messages that links tell of. Who works on a message began to do so after it was
   * sent; nobody waits for him, so this bounds one side only.
   */
  public synchronized void addLinks(SpanForest forest) {
    for (int link = 0; link < forest.links(); link++) {
      int from = forest.linked(link);
      int to = forest.linking(link);
      if (!forest.isProcessing(link)) {
        continue;
      }
      ServiceInstance sender = forest.instance(from);
      ServiceInstance receiver = forest.instance(to);
      long later = forest.start(to) - forest.start(from);
      if (sender.equals(receiver)
          || later > LONGEST_WAIT
          || adjusted.contains(sender)
          || adjusted.contains(receiver)) {
        continue;
      }
      Extremes message = new Extremes();
      message.leastStart = later;
      message.mostStart = later;
      long time = forest.start(from) - origin + later / 2;
      Cell cell = new Cell(index(sender), index(receiver), 0, time >> shift);
      messages.computeIfAbsent(cell, key -> new Extremes()).add(message);
      while (messages.size() > MAX_CELLS && shift < 62) {
        coarsen();
      }
    }
  }

  /** Whether it took longer than its caller, which no offset of clocks explains. */
  private boolean outlives(Span server, Span client) {
    long longer = server.interval().nanos() - client.interval().nanos();
    return longer > stated.rounding() + PairClock.drift(server.interval().nanos());
  }

  private int index(ServiceInstance instance) {
    return indexes.computeIfAbsent(instance, key -> indexes.size());
  }

  private void coarsen() {
    cells = coarser(cells);
    messages = coarser(messages);
    shift++;
  }

  private static Map<Cell, Extremes> coarser(Map<Cell, Extremes> finer) {
    Map<Cell, Extremes> coarser = new HashMap<>();
    finer.forEach(
        (cell, extremes) ->
            coarser
                .computeIfAbsent(
                    new Cell(cell.client, cell.server, cell.site, cell.window >> 1),
                    key -> new Extremes())
                .add(extremes));
    return coarser;
  }

  /** What all the calls together tell. */
  public synchronized MeasuredClocks measure() {
    while (shift < 62 && isTooFine()) {
      coarsen();
    }
    ServiceInstance[] instances = new ServiceInstance[indexes.size()];
    indexes.forEach((instance, index) -> instances[index] = instance);
    Map<ServiceInstance, Map<ServiceInstance, PairClock.Builder>> pairs = new TreeMap<>();
    cells.forEach(
        (cell, extremes) -> {
          ServiceInstance client = instances[cell.client];
          ServiceInstance server = instances[cell.server];
          pair(pairs, client, server)
              .add(
                  cell.window,
                  client.compareTo(server) < 0,
                  starts(extremes),
                  ends(cell, extremes));
        });
    messages.forEach(
        (cell, extremes) -> {
          ServiceInstance sender = instances[cell.client];
          ServiceInstance receiver = instances[cell.server];
          pair(pairs, sender, receiver)
              .addMessage(cell.window, sender.compareTo(receiver) < 0, extremes.leastStart);
        });
    MeasuredClocks.Builder measured =
        new MeasuredClocks.Builder(stated, origin, shift, indexes.keySet(), adjusted);
    pairs.values().forEach(others -> others.values().forEach(pair -> measured.add(pair.build())));
    return measured.build();
  }

  private PairClock.Builder pair(
      Map<ServiceInstance, Map<ServiceInstance, PairClock.Builder>> pairs,
      ServiceInstance one,
      ServiceInstance other) {
    ServiceInstance first = one.compareTo(other) < 0 ? one : other;
    ServiceInstance second = one.compareTo(other) < 0 ? other : one;
    return pairs
        .computeIfAbsent(first, key -> new TreeMap<>())
        .computeIfAbsent(second, key -> new PairClock.Builder(first, second, stated, shift));
  }

  private static PairClock.Bound starts(Extremes extremes) {
    return new PairClock.Bound(extremes.leastStart, extremes.mostStart, extremes.calls);
  }

  private PairClock.@Nullable Bound ends(Cell cell, Extremes extremes) {
    return extremes.leastEnd < ClockOffset.UNBOUNDED && sites.waits(cell.site)
        ? new PairClock.Bound(extremes.leastEnd, extremes.mostEnd, extremes.calls)
        : null;
  }

  private boolean isTooFine() {
    Set<Cell> edges = new HashSet<>();
    Set<Long> pairs = new HashSet<>();
    Set<Long> windows = new HashSet<>();
    long calls = 0;
    for (Map.Entry<Cell, Extremes> entry : cells.entrySet()) {
      Cell cell = entry.getKey();
      int low = Math.min(cell.client, cell.server);
      int high = Math.max(cell.client, cell.server);
      edges.add(new Cell(low, high, 0, cell.window));
      pairs.add((long) low << 32 | high);
      windows.add(cell.window);
      calls += entry.getValue().calls;
    }
    return (long) pairs.size() * windows.size() > MAX_EDGES && windows.size() > 1
        || shift < COARSEST_FOR_CALLS && calls < (long) CALLS * edges.size();
  }
}
