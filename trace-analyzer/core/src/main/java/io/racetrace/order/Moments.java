package io.racetrace.order;

import io.racetrace.column.LongColumn;
import io.racetrace.column.RowOrder;
import io.racetrace.order.Edge.Answer;
import io.racetrace.order.Edge.Call;
import io.racetrace.order.Edge.Link;
import io.racetrace.order.Reach.Way;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanForest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The moments at which traces that are linked touch: a link leads from when the span that it points
 * to began to when the span that has it began; a call from its beginning to the beginning of the
 * stretch below, and back from the end of that to the end of a call that waited. Within a stretch
 * the moments follow each other on one clock.
 */
final class Moments {

  /** The beginning of a stretch: everything in it comes later. */
  private static final long BEGINNING = Long.MIN_VALUE;

  private static final int LINK = 0;
  private static final int CALL = 1;
  private static final int ANSWER = 2;

  private final SpanForest forest;
  private final long rounding;
  private final long anchor;

  private final LongColumn stretches = new LongColumn();
  private final LongColumn times = new LongColumn();
  private final LongColumn ways = new LongColumn();
  private final LongColumn targets = new LongColumn();

  private final int[] rows;
  private final int[] across;
  private final Reach reach;

  /**
   * @param anchor by how much two stretches of one instance may differ
   */
  Moments(SpanForest forest, long rounding, long anchor) {
    this.forest = forest;
    this.rounding = rounding;
    this.anchor = anchor;
    if (forest.links() > 0) {
      addCalls();
      addLinks();
    }
    rows = RowOrder.sorted(stretches.size(), this::compare);
    int[] place = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      place[rows[i]] = i;
    }
    across = new int[rows.length];
    int[] next = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int target = (int) targets.get(rows[i]);
      across[i] = target < 0 ? -1 : place[target];
      next[i] = i + 1 < rows.length && stretch(i) == stretch(i + 1) ? i + 1 : -1;
    }
    reach = new Reach(next, across);
  }

  private int compare(int left, int right) {
    int byStretch = Long.compare(stretches.get(left), stretches.get(right));
    int byTime = byStretch != 0 ? byStretch : Long.compare(times.get(left), times.get(right));
    // What leads on comes after what leads here.
    return byTime != 0 ? byTime : Boolean.compare(targets.get(left) >= 0, targets.get(right) >= 0);
  }

  private void addCalls() {
    for (int node = 0; node < forest.size(); node++) {
      int parent = forest.parent(node);
      if (parent >= 0 && forest.top(node) == node && forest.isLinked(node)) {
        int caller = forest.top(parent);
        add(caller, forest.start(parent), node, BEGINNING, CALL, node);
        if (forest.isAwaited(node)) {
          add(node, after(forest.end(node)), caller, after(forest.end(parent)), ANSWER, node);
        }
      }
    }
  }

  private void addLinks() {
    for (int link = 0; link < forest.links(); link++) {
      int from = forest.linked(link);
      int to = forest.linking(link);
      if (from < 0 || from == to) {
        continue;
      }
      boolean receiving = forest.isReceiving(link);
      long time = receiving ? forest.end(to) : forest.start(to);
      ServiceInstance instance = forest.instance(to);
      boolean backwards =
          !instance.instance().isEmpty()
              && instance.equals(forest.instance(from))
              && forest.start(from) - time > anchor + rounding;
      if (!backwards) {
        boolean begins = forest.top(to) == to && !receiving;
        add(
            forest.top(from),
            forest.start(from),
            forest.top(to),
            begins ? BEGINNING : after(time),
            LINK,
            link);
      }
    }
  }

  private void add(int from, long out, int to, long in, int kind, int number) {
    add(from, out, stretches.size() + 1, kind, number);
    add(to, in, -1, kind, number);
  }

  private void add(int stretch, long time, int target, int kind, int number) {
    stretches.add(stretch);
    times.add(time);
    targets.add(target);
    ways.add((long) number << 2 | kind);
  }

  /** The first time that is surely later on the same clock. */
  private long after(long time) {
    return time >= Long.MAX_VALUE - rounding - 1 ? Long.MAX_VALUE : time + rounding + 1;
  }

  private long stretch(int moment) {
    return stretches.get(rows[moment]);
  }

  /**
   * Why what was done in one stretch at a time comes before what begins in another one at a time;
   * null if nothing shows that.
   */
  @Nullable List<Edge> way(int fromStretch, long done, int toStretch, long begun) {
    if (rows.length == 0 || done == Ancestors.NEVER) {
      return null;
    }
    int from = firstFrom(fromStretch, after(done));
    int to = firstFrom(toStretch, begun == Long.MAX_VALUE ? begun : begun + 1) - 1;
    if (from == rows.length || stretch(from) != fromStretch || to < 0 || stretch(to) != toStretch) {
      return null;
    }
    Way way = reach.way(from, to);
    return way == null || way.length() == 0 ? null : explain(way, fromStretch);
  }

  /** The first moment of the stretch that is not before the time, or what follows the stretch. */
  private int firstFrom(int stretch, long time) {
    int low = 0;
    int high = rows.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      long other = stretch(middle);
      if (other < stretch || other == stretch && times.get(rows[middle]) < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private List<Edge> explain(Way way, int fromStretch) {
    int count = way.length();
    List<Edge> path = new ArrayList<>();
    int shown = Relation.shown(count);
    for (int i = 0; i < shown; i++) {
      path.add(edge(way.crossing(i)));
    }
    if (shown < count) {
      path.add(new Edge.More(count - 2 * shown));
      for (int i = count - shown; i < count; i++) {
        path.add(edge(way.crossing(i)));
      }
    }
    Edge first = path.get(0);
    if (first instanceof Link link) {
      path.add(0, new Edge.Before(link.linked(), forest.instance(fromStretch)));
    } else if (first instanceof Call call) {
      path.add(0, new Edge.Before(call.caller(), forest.instance(fromStretch)));
    }
    return path;
  }

  private Edge edge(int moment) {
    long way = ways.get(rows[moment]);
    int number = (int) (way >> 2);
    if ((way & 3) == LINK) {
      int from = forest.linked(number);
      int to = forest.linking(number);
      return new Link(
          forest.trace(from),
          forest.id(from),
          forest.trace(to),
          forest.id(to),
          forest.isReceiving(number));
    }
    int parent = forest.parent(number);
    return (way & 3) == CALL
        ? new Call(forest.id(parent), forest.id(number), forest.instance(number))
        : new Answer(forest.id(parent), forest.id(number), forest.instance(parent));
  }
}
