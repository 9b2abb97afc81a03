package io.racetrace.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.order.ClockWorld.Clock;
import io.racetrace.order.ClockWorld.Weather;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.TraceId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/** Orders by clocks against a world that knows the true time. */
class ClockPropertyTest {

  private static final int PAIRS = 6000;

  /** True of any two clocks of the world, whatever happens to them. */
  private static final ClockBounds STATED = new ClockBounds(700_000_000, 1);

  private static final Weather WEATHER = new Weather(5, 0.3, 0.1, true, 200, 5, 2, 30);

  private static final LongAdder compared = new LongAdder();
  private static final Tally near = new Tally();
  private static final Tally far = new Tally();

  private static final class Tally {
    final LongAdder all = new LongAdder();
    final LongAdder decided = new LongAdder();

    double share() {
      return (double) decided.sum() / all.sum();
    }
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void no_order_is_ever_wrong(
      @ForAll @IntRange(min = 2, max = 7) int instances,
      @ForAll @DoubleRange(max = 0.5) double asyncShare,
      @ForAll @DoubleRange(max = 0.3) double rarelyAsyncShare,
      @ForAll boolean steps,
      @ForAll @IntRange(min = 1, max = 20) int callsPerSecond,
      @ForAll @IntRange(max = 3) int messagesPerSecond,
      @ForAll @DoubleRange(min = 100, max = 1500) double fastestMicros,
      @ForAll long seed) {
    Weather weather =
        new Weather(
            instances,
            asyncShare,
            rarelyAsyncShare,
            steps,
            fastestMicros,
            callsPerSecond,
            messagesPerSecond,
            30);
    judge(new ClockWorld(weather, seed), weather, PAIRS, null, null);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void most_of_what_lies_more_than_a_millisecond_apart_is_decided(
      @ForAll @IntRange(min = 2, max = 7) int instances,
      @ForAll @DoubleRange(max = 0.5) double asyncShare,
      @ForAll @DoubleRange(min = 100, max = 200) double fastestMicros,
      @ForAll long seed) {
    Weather weather = new Weather(instances, asyncShare, 0, false, fastestMicros, 20, 0, 30);
    judge(new ClockWorld(weather, seed), weather, PAIRS, near, far);
  }

  @AfterContainer
  static void enough_was_compared_and_decided() {
    System.out.printf(
        "%,d pairs; decided: %.2f %% of 1-5 ms, %.2f %% above%n",
        compared.sum(), 100 * near.share(), 100 * far.share());
    assertThat(compared.sum()).isGreaterThanOrEqualTo(1_000_000);
    assertThat(near.share()).isGreaterThanOrEqualTo(0.90);
    assertThat(far.share()).isGreaterThanOrEqualTo(0.99);
  }

  private static MeasuredClocks measure(List<TraceTree> calls, long origin) {
    CallTimes times = new CallTimes(STATED, origin);
    calls.forEach(times::add);
    SpanForest forest = new SpanForest();
    calls.forEach(call -> call.spans().forEach(forest::learn));
    calls.forEach(call -> forest.add(forest.plant(call)));
    times.addLinks(forest);
    return times.measure();
  }

  private static List<TraceTree> spans(ClockWorld world, Weather weather) {
    List<TraceTree> all = world.calls(weather.callsPerSecond());
    all.addAll(world.messages(weather.messagesPerSecond()));
    return all;
  }

  private static void judge(
      ClockWorld world,
      Weather weather,
      int pairs,
      @Nullable Tally nearTally,
      @Nullable Tally farTally) {
    MeasuredClocks measured = measure(spans(world, weather), ClockWorld.START);
    ClockOrder order = new ClockOrder(STATED, measured);
    Random random = world.random();
    for (int i = 0; i < pairs; i++) {
      Clock a = world.clocks.get(random.nextInt(world.clocks.size()));
      Clock b = world.clocks.get(random.nextInt(world.clocks.size()));
      Interval first = interval(random, ClockWorld.START + random.nextLong(world.length));
      long gap = (long) (Math.pow(random.nextDouble(), 2) * 20_000_000);
      Interval second = interval(random, first.end() + (random.nextInt(4) == 0 ? -gap / 20 : gap));
      if (random.nextBoolean()) {
        Interval swapped = first;
        first = second;
        second = swapped;
      }
      Interval shownFirst = world.shown(a, first);
      Interval shownSecond = world.shown(b, second);
      Relation relation = order.compare(a.instance(), shownFirst, b.instance(), shownSecond);
      Ordering truth = truth(first, second);
      if (relation.ordering() != Ordering.UNKNOWN && relation.ordering() != truth) {
        assertThat(relation.ordering())
            .as(
                "%s %s against %s %s: %s; %s",
                a, first, b, second, relation.reason(), measured.summary())
            .isEqualTo(truth);
      }
      compared.increment();
      long apart = Math.max(second.start() - first.end(), first.start() - second.end());
      if (nearTally != null && farTally != null && !a.equals(b) && apart >= 1_000_000) {
        Tally tally = apart <= 5_000_000 ? nearTally : farTally;
        tally.all.increment();
        tally.decided.add(relation.ordering() == Ordering.UNKNOWN ? 0 : 1);
      }
    }
  }

  private static Interval interval(Random random, long start) {
    return new Interval(start, start + 50_000 + random.nextInt(2_000_000));
  }

  private static Ordering truth(Interval first, Interval second) {
    if (first.end() < second.start()) {
      return Ordering.BEFORE;
    }
    return second.end() < first.start() ? Ordering.AFTER : Ordering.CONCURRENT;
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void the_order_of_the_input_changes_nothing(@ForAll long seed) {
    List<TraceTree> calls = spans(new ClockWorld(WEATHER, seed), WEATHER);
    ClockSummary expected = measure(calls, ClockWorld.START).summary();
    Collections.shuffle(calls, new Random(seed));
    assertThat(measure(calls, ClockWorld.START).summary()).isEqualTo(expected);
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void all_clocks_shifted_together_change_nothing(
      @ForAll long seed, @ForAll @IntRange(min = -1_000_000_000, max = 1_000_000_000) int shift) {
    List<TraceTree> calls = spans(new ClockWorld(WEATHER, seed), WEATHER);
    List<TraceTree> shifted = calls.stream().map(call -> changed(call, shift, false)).toList();
    assertThat(measure(shifted, ClockWorld.START + shift).summary())
        .isEqualTo(measure(calls, ClockWorld.START).summary());
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void other_names_of_instances_change_nothing(@ForAll long seed) {
    ClockWorld world = new ClockWorld(WEATHER, seed);
    List<TraceTree> calls = spans(world, WEATHER);
    ClockOrder order = new ClockOrder(STATED, measure(calls, ClockWorld.START));
    List<TraceTree> renamed = calls.stream().map(call -> changed(call, 0, true)).toList();
    ClockOrder other = new ClockOrder(STATED, measure(renamed, ClockWorld.START));
    Random random = world.random();
    for (int i = 0; i < PAIRS; i++) {
      Clock a = world.clocks.get(random.nextInt(world.clocks.size()));
      Clock b = world.clocks.get(random.nextInt(world.clocks.size()));
      Interval first = interval(random, a.show(ClockWorld.START + random.nextLong(world.length)));
      Interval second = interval(random, first.end() + random.nextInt(-20_000_000, 20_000_000));
      assertThat(
              other.compare(renamed(a.instance()), first, renamed(b.instance()), second).ordering())
          .isEqualTo(order.compare(a.instance(), first, b.instance(), second).ordering());
    }
  }

  @SuppressWarnings("ArgumentSelectionDefectChecker") // other ids, made of the same halves
  private static TraceTree changed(TraceTree call, long shift, boolean renamed) {
    List<Span> spans = new ArrayList<>();
    for (Span span : call.spans()) {
      spans.add(
          new Span(
              new TraceId(span.traceId().low(), span.traceId().high()),
              span.spanId(),
              span.parent(),
              renamed ? renamed(span.instance()) : span.instance(),
              span.kind(),
              span.name(),
              new Interval(span.interval().start() + shift, span.interval().end() + shift),
              span.status(),
              span.attributes(),
              span.links().stream()
                  .map(
                      link ->
                          new SpanLink(
                              new TraceId(link.traceId().low(), link.traceId().high()),
                              link.spanId()))
                  .toList()));
    }
    return new TraceTree(spans);
  }

  /** Another name, that sorts the other way round. */
  private static ServiceInstance renamed(ServiceInstance instance) {
    String turned = Integer.toString(9 - instance.instance().charAt(4) + '0');
    return new ServiceInstance(instance.service(), "pod" + turned);
  }
}
