package io.racetrace.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.order.TracedSpans.Ordered;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CausalityPropertyTest {

  @Property(tries = 400)
  void what_is_said_to_come_first_was_over_in_truth(@ForAll long seed) {
    CausalWorld world = new CausalWorld(seed);
    check(world, new Ordered(world.spans()));
  }

  @Property(tries = 400)
  void missing_spans_make_it_say_less_and_never_wrong(@ForAll long seed) {
    CausalWorld world = new CausalWorld(seed);
    List<Span> left = new ArrayList<>(world.spans());
    Random random = new Random(seed);
    left.removeIf(span -> random.nextInt(4) == 0);
    check(world, new Ordered(left));
  }

  @SuppressWarnings("ArgumentSelectionDefectChecker") // asked from the other side
  private static void check(CausalWorld world, Ordered ordered) {
    for (int i = 0; i < world.accesses().size(); i++) {
      for (int j = 0; j < world.accesses().size(); j++) {
        Span one = world.accesses().get(i);
        Span other = world.accesses().get(j);
        if (i == j || !ordered.has(one) || !ordered.has(other)) {
          continue;
        }
        Relation relation = ordered.compare(one, other);
        assertThat(ordered.ordering(other, one)).isEqualTo(relation.ordering().reversed());
        if (relation.ordering() == Ordering.BEFORE) {
          assertThat(world.wasOver(i, j)).as("%s before %s", one, other).isTrue();
        }
        if (relation.ordering() == Ordering.CONCURRENT) {
          assertThat(world.causes(i, j)).as("%s causes %s", one, other).isFalse();
        }
      }
    }
  }

  @Property(tries = 400)
  void what_caused_something_is_said_to_come_first(@ForAll long seed) {
    CausalWorld world = new CausalWorld(seed);
    Ordered ordered = new Ordered(world.spans());
    for (int i = 0; i < world.accesses().size(); i++) {
      for (int j = 0; j < world.accesses().size(); j++) {
        if (world.causes(i, j)) {
          Relation relation = ordered.compare(world.accesses().get(i), world.accesses().get(j));
          assertThat(relation.ordering())
              .as("%s causes %s", world.accesses().get(i), world.accesses().get(j))
              .isEqualTo(Ordering.BEFORE);
          assertThat(relation.isCausal()).isTrue();
          assertThat(relation.because()).isNotBlank();
        }
      }
    }
  }

  @Property(tries = 100)
  void what_comes_before_something_comes_before_what_that_comes_before(@ForAll long seed) {
    CausalWorld world = new CausalWorld(seed);
    Ordered ordered = new Ordered(world.spans());
    List<Span> accesses = world.accesses().subList(0, Math.min(25, world.accesses().size()));
    for (Span a : accesses) {
      for (Span b : accesses) {
        for (Span c : accesses) {
          if (ordered.ordering(a, b) == Ordering.BEFORE
              && ordered.ordering(b, c) == Ordering.BEFORE) {
            // Two branches that run at once are concurrent, even if one of them did its part first.
            assertThat(ordered.ordering(a, c)).isNotEqualTo(Ordering.AFTER);
          }
        }
      }
    }
  }

  @Property(tries = 40)
  void neither_the_order_of_spans_nor_their_ids_nor_a_shift_of_all_clocks_matters(
      @ForAll long seed) {
    CausalWorld world = new CausalWorld(seed);
    Ordered ordered = new Ordered(world.spans());
    List<Span> shuffled = new ArrayList<>(world.spans());
    Collections.shuffle(shuffled, new Random(seed));
    Ordered other = new Ordered(shuffled.stream().map(CausalityPropertyTest::renamed).toList());
    for (Span a : world.accesses()) {
      for (Span b : world.accesses()) {
        assertThat(other.ordering(renamed(a), renamed(b))).isEqualTo(ordered.ordering(a, b));
      }
    }
  }

  @Test
  void the_worlds_are_not_empty() {
    int[] acrossTraces = new int[Ordering.values().length];
    int[] inOneTrace = new int[Ordering.values().length];
    for (int seed = 0; seed < 100; seed++) {
      CausalWorld world = new CausalWorld(seed);
      Ordered ordered = new Ordered(world.spans());
      for (Span a : world.accesses()) {
        for (Span b : world.accesses()) {
          boolean one = a.traceId().equals(b.traceId());
          (one ? inOneTrace : acrossTraces)[ordered.ordering(a, b).ordinal()]++;
        }
      }
    }
    assertThat(acrossTraces[Ordering.BEFORE.ordinal()]).isGreaterThan(5_000);
    assertThat(acrossTraces[Ordering.UNKNOWN.ordinal()]).isGreaterThan(5_000);
    assertThat(inOneTrace[Ordering.BEFORE.ordinal()]).isGreaterThan(5_000);
    assertThat(inOneTrace[Ordering.CONCURRENT.ordinal()]).isGreaterThan(1_000);
  }

  private static Span renamed(Span span) {
    return new Span(
        renamed(span.traceId()),
        renamed(span.spanId()),
        span.parent() == null ? null : renamed(span.parent()),
        span.instance(),
        span.kind(),
        span.name(),
        new Interval(span.interval().start() + 12_345, span.interval().end() + 12_345),
        span.status(),
        span.attributes(),
        span.links().stream()
            .map(link -> new SpanLink(renamed(link.traceId()), renamed(link.spanId())))
            .toList());
  }

  private static TraceId renamed(TraceId id) {
    return new TraceId(id.low() * 0x9E3779B97F4A7C15L, ~id.low());
  }

  private static SpanId renamed(SpanId id) {
    return new SpanId(id.value() * 0x9E3779B97F4A7C15L);
  }
}
