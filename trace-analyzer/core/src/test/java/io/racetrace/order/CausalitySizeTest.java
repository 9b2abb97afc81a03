package io.racetrace.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.order.TracedSpans.Ordered;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sizes at which anything that grows faster than its input does not come back. */
class CausalitySizeTest {

  private static final int MANY = 100_000;
  private static final long MILLI = 1_000_000;

  private final TracedSpans spans = new TracedSpans();

  @Test
  void a_chain_of_ten_thousand_traces_is_ordered_from_end_to_end() {
    int length = 10_000;
    List<Span> accesses = new ArrayList<>();
    List<Span> linked = List.of();
    for (int i = 0; i < length; i++) {
      long clock = (i * 7919L % 1000) * 3_600_000 * MILLI;
      Span entry =
          spans.add(
              i + 1, null, "i" + i % 5, SpanKind.CONSUMER, "handle", clock, clock + 99, linked);
      accesses.add(spans.access(i + 1, entry, clock + 1, clock + 2));
      linked =
          List.of(spans.add(i + 1, entry, "i" + i % 5, SpanKind.PRODUCER, clock + 5, clock + 6));
    }
    Ordered ordered = spans.ordered();
    Span first = accesses.get(0);
    Relation all = ordered.compare(first, accesses.get(length - 1));
    assertThat(all.ordering()).isEqualTo(Ordering.BEFORE);
    assertThat(all.isCausal()).isTrue();
    assertThat(all.path()).hasSize(8);
    assertThat(all.because()).contains("; and 9993 more; ");
    for (Span access : accesses.subList(1, length)) {
      assertThat(ordered.ordering(access, first)).isEqualTo(Ordering.AFTER);
    }
  }

  @Test
  void a_batch_of_five_thousand_messages_comes_after_each_of_them() {
    List<Span> accesses = new ArrayList<>();
    List<Span> messages = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      Span entry = spans.add(i + 1, null, "p" + i % 7, SpanKind.SERVER, 0, 99);
      accesses.add(spans.access(i + 1, entry, 1, 2));
      messages.add(spans.add(i + 1, entry, "p" + i % 7, SpanKind.PRODUCER, 5, 6));
      accesses.add(spans.access(i + 1, entry, 8, 9));
    }
    Span batch = spans.add(9_999, null, "c1", SpanKind.CONSUMER, "handle", 7, 90, messages);
    Span last = spans.access(9_999, batch, 10, 20);
    Ordered ordered = spans.ordered();
    for (int i = 0; i < accesses.size(); i += 2) {
      assertThat(ordered.ordering(accesses.get(i), last)).isEqualTo(Ordering.BEFORE);
      assertThat(ordered.ordering(accesses.get(i + 1), last)).isEqualTo(Ordering.UNKNOWN);
      assertThat(ordered.ordering(accesses.get(i), accesses.get((i + 2) % accesses.size())))
          .isEqualTo(Ordering.UNKNOWN);
    }
  }

  @Test
  void batches_of_batches_do_not_multiply() {
    List<Span> accesses = new ArrayList<>();
    List<Span> layer = List.of();
    for (int depth = 0; depth < 100; depth++) {
      List<Span> next = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        long trace = depth * 20L + i + 1;
        Span entry = spans.add(trace, null, "i" + i, SpanKind.CONSUMER, "handle", 0, 99, layer);
        accesses.add(spans.access(trace, entry, 1, 2));
        next.add(spans.add(trace, entry, "i" + i, SpanKind.PRODUCER, 5, 6));
      }
      layer = next;
    }
    Ordered ordered = spans.ordered();
    for (int i = 0; i < 2_000; i++) {
      for (int j : new int[] {0, 7, 999, 1_999}) {
        Ordering expected =
            i / 20 == j / 20 ? Ordering.UNKNOWN : i < j ? Ordering.BEFORE : Ordering.AFTER;
        if (i != j) {
          assertThat(ordered.ordering(accesses.get(i), accesses.get(j))).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void a_circle_of_links_orders_nothing_on_it() {
    int length = 10_000;
    List<Span> entries = new ArrayList<>();
    List<Span> accesses = new ArrayList<>();
    Span before = spans.add(1, null, "a1", SpanKind.SERVER, 0, 99);
    Span cause = spans.access(1, before, 1, 2);
    Span sent = spans.add(1, before, "a1", SpanKind.PRODUCER, 5, 6);
    for (int i = 0; i < length; i++) {
      List<Span> linked = i == 0 ? List.of(sent) : List.of(entries.get(i - 1));
      entries.add(spans.add(i + 2, null, "i" + i, SpanKind.CONSUMER, "handle", 0, 99, linked));
      accesses.add(spans.access(i + 2, entries.get(i), 1, 2));
    }
    List<Span> closed = new ArrayList<>(spans.spans());
    // The first of the circle is linked to the last, too.
    Span first = entries.get(0);
    closed.set(
        closed.indexOf(first), TracedSpans.linked(first, List.of(sent, entries.get(length - 1))));
    Ordered ordered = new Ordered(closed);
    for (int i = 0; i < length; i++) {
      assertThat(ordered.ordering(cause, accesses.get(i)))
          .isEqualTo(i == 0 ? Ordering.BEFORE : Ordering.UNKNOWN);
      assertThat(ordered.ordering(accesses.get(i), accesses.get((i + 1) % length)))
          .isEqualTo(Ordering.UNKNOWN);
    }
  }

  @Test
  void a_trace_of_a_hundred_thousand_spans_one_below_the_other_is_ordered() {
    List<Span> accesses = new ArrayList<>();
    Span above = null;
    for (int i = 0; i < MANY / 2; i++) {
      String instance = "i" + i / 3 % 50;
      boolean crosses = above != null && !above.instance().instance().equals(instance);
      SpanKind kind = crosses ? SpanKind.SERVER : i % 3 == 2 ? SpanKind.CLIENT : SpanKind.INTERNAL;
      Span at = spans.add(1, above, instance, kind, 3L * i, 10L * MANY - i);
      accesses.add(spans.access(1, at, 3L * i + 1, 3L * i + 2));
      above = at;
    }
    Ordered ordered = spans.ordered();
    Span first = accesses.get(0);
    for (Span access : accesses.subList(1, accesses.size())) {
      assertThat(ordered.ordering(first, access)).isEqualTo(Ordering.BEFORE);
      assertThat(ordered.ordering(access, first)).isEqualTo(Ordering.AFTER);
    }
  }

  @Test
  void two_deep_branches_of_waiting_calls_are_ordered_at_the_top() {
    Span root = spans.add(1, null, "r0", SpanKind.SERVER, 0, 100L * MANY);
    List<Span> one = branch(root, 1);
    List<Span> other = branch(root, 50L * MANY);
    Ordered ordered = spans.ordered();
    Random random = new Random(1);
    for (int i = 0; i < MANY; i++) {
      Span a = one.get(random.nextInt(one.size()));
      Span b = other.get(random.nextInt(other.size()));
      assertThat(ordered.ordering(a, b)).isEqualTo(Ordering.BEFORE);
      assertThat(ordered.ordering(b, a)).isEqualTo(Ordering.AFTER);
    }
  }

  private List<Span> branch(Span root, long start) {
    List<Span> accesses = new ArrayList<>();
    Span above = root;
    for (int i = 0; i < MANY / 5; i++) {
      long begun = start + 2L * i;
      long ended = start + 20L * MANY - 2L * i;
      String caller = above.instance().instance();
      Span call = spans.add(1, above, caller, SpanKind.CLIENT, begun, ended);
      above = spans.add(1, call, "s" + i % 9, SpanKind.SERVER, begun + 1, ended - 1);
      if (i % 2 == 0) {
        accesses.add(spans.access(1, above, begun + 2, begun + 4));
      }
    }
    return accesses;
  }

  @Test
  void a_bushy_trace_of_a_hundred_thousand_spans_is_ordered_by_its_one_clock() {
    Random random = new Random(3);
    List<Span> inner = new ArrayList<>();
    inner.add(spans.add(1, null, "i1", SpanKind.SERVER, 0, 1_000L * MANY));
    List<Span> accesses = new ArrayList<>();
    for (int i = 1; i < MANY; i++) {
      Span parent = inner.get(random.nextInt(inner.size()));
      if (i % 2 == 0) {
        accesses.add(spans.access(1, parent, 10L * i, 10L * i + 5));
      } else {
        inner.add(spans.add(1, parent, "i1", SpanKind.INTERNAL, 10L * i, 10L * i + 5));
      }
    }
    Ordered ordered = spans.ordered();
    for (int i = 0; i < 200_000; i++) {
      int one = random.nextInt(accesses.size());
      int other = random.nextInt(accesses.size());
      if (one != other) {
        Ordering ordering = ordered.ordering(accesses.get(one), accesses.get(other));
        assertThat(ordering).isNotEqualTo(one < other ? Ordering.AFTER : Ordering.BEFORE);
      }
    }
  }

  @Test
  void a_wide_trace_of_a_hundred_thousand_spans_is_ordered() {
    Span root = spans.add(1, null, "i1", SpanKind.SERVER, 0, 1_000L * MANY);
    List<Span> accesses = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      accesses.add(spans.access(1, root, 10L * i, 10L * i + 5));
    }
    Ordered ordered = spans.ordered();
    for (int i = 1; i < MANY; i++) {
      assertThat(ordered.ordering(accesses.get(i - 1), accesses.get(i))).isEqualTo(Ordering.BEFORE);
      assertThat(ordered.ordering(accesses.get(i), accesses.get(MANY / 2)))
          .isEqualTo(
              i < MANY / 2 ? Ordering.BEFORE : i > MANY / 2 ? Ordering.AFTER : Ordering.UNKNOWN);
    }
  }
}
