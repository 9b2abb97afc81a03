package io.racetrace.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.report.ClockDiagnostics;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MeasuredClocksTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;
  private static final long START = 1_700_000_000L * SECOND;
  private static final ClockBounds STATED = new ClockBounds(10 * MILLI, 1);
  private static final ServiceInstance A = new ServiceInstance("a", "1");
  private static final ServiceInstance B = new ServiceInstance("b", "1");
  private static final ServiceInstance C = new ServiceInstance("c", "1");

  @Test
  void calls_bound_two_clocks_more_tightly_than_what_is_stated() {
    ClockOffset offset = offset(new Calls().bothWays(A, B, START, 10, 3 * MILLI), A, B, 0);
    assertThat(offset.source()).isEqualTo(ClockSource.MEASURED);
    assertThat(offset.low()).isBetween(2 * MILLI, 3 * MILLI);
    assertThat(offset.high()).isBetween(3 * MILLI, 4 * MILLI);
    assertThat(offset.because()).isEqualTo("measured from 40 calls");
  }

  @Test
  void calls_over_a_third_instance_bound_two_clocks_too() {
    Calls calls =
        new Calls().bothWays(A, C, START, 10, 3 * MILLI).bothWays(C, B, START, 10, 4 * MILLI);
    ClockOffset offset = offset(calls, A, B, 0);
    assertThat(offset.source()).isEqualTo(ClockSource.MEASURED);
    assertThat(offset.low()).isBetween(5 * MILLI, 7 * MILLI);
    assertThat(offset.high()).isBetween(7 * MILLI, 9 * MILLI);
  }

  @Test
  void without_calls_what_is_stated_holds() {
    ClockOffset offset = offset(new Calls().bothWays(A, B, START, 10, 0), A, C, 0);
    assertThat(offset).isEqualTo(ClockOffset.within(10 * MILLI, ClockSource.STATED));
  }

  @Test
  void who_does_not_wait_bounds_one_side_only() {
    Calls calls = new Calls();
    for (int i = 0; i < 100; i++) {
      // One of a hundred returns before the work is done, so none of them tells when it was.
      calls.call(A, B, START + i * 100L * MILLI, 0, i == 7 ? MILLI / 2 : 2 * MILLI, Map.of());
    }
    ClockOffset offset = offset(calls, A, B, 0);
    assertThat(offset.source()).isEqualTo(ClockSource.STATED);
    assertThat(offset.low()).isEqualTo(-10 * MILLI);
    assertThat(offset.high()).isBetween(MILLI / 5, MILLI);
  }

  @Test
  void times_that_somebody_moved_are_not_used() {
    Calls calls = new Calls();
    for (int i = 0; i < 100; i++) {
      calls.call(A, B, START + i * 100L * MILLI, 0, 2 * MILLI, Map.of(CallTimes.ADJUSTED, "true"));
    }
    assertThat(offset(calls, A, B, 0).source()).isEqualTo(ClockSource.STATED);
    assertThat(measure(calls).summary().distrusted()).containsExactly("a/1", "b/1");
  }

  @Test
  void a_clock_that_jumps_is_named_and_believed_on_neither_side_of_the_jump() {
    Calls calls =
        new Calls()
            .bothWays(A, B, START, 60, 0)
            .bothWays(A, B, START + 60 * SECOND, 60, 200 * MILLI);
    ClockSummary summary = measure(calls).summary();
    assertThat(summary.pairs().get(0).steps()).isEqualTo(1);
    assertThat(summary.pairs().get(0).widestStep()).isBetween(195 * MILLI, 205 * MILLI);
    ClockOffset around = offset(calls, A, B, 60);
    assertThat(around.low()).isNegative();
    assertThat(around.high()).isGreaterThan(200 * MILLI);
    assertThat(offset(calls, A, B, 20).high()).isLessThan(2 * MILLI);
    assertThat(offset(calls, A, B, 100).low()).isGreaterThan(198 * MILLI);
  }

  @Test
  void a_circle_that_no_clocks_explain_makes_its_instances_distrusted() {
    Calls calls =
        new Calls()
            .bothWays(A, B, START, 10, 30 * MILLI)
            .bothWays(B, C, START, 10, 30 * MILLI)
            .bothWays(A, C, START, 10, 0);
    assertThat(measure(calls).summary().circles().keySet()).containsExactly("a/1", "b/1", "c/1");
    ClockOffset offset = offset(calls, A, C, 5);
    assertThat(offset.source()).isEqualTo(ClockSource.STATED);
    assertThat(offset.low()).isLessThanOrEqualTo(-10 * MILLI);
    assertThat(offset.high()).isGreaterThanOrEqualTo(10 * MILLI);
  }

  @Test
  void a_clock_that_is_an_hour_off_is_set_right() {
    long hour = 3600 * SECOND;
    MeasuredClocks clocks = measure(new Calls().bothWays(A, B, START, 10, hour));
    assertThat(clocks.moved(B) - clocks.moved(A)).isBetween(hour - MILLI, hour + MILLI);
    assertThat(clocks.widest()).isLessThan(50 * MILLI);
    ClockOrder order = new ClockOrder(STATED, clocks);
    long ofA = START + 5 * SECOND - clocks.moved(A);
    long ofB = START + hour + 5 * SECOND - clocks.moved(B);
    assertThat(
            order
                .compare(
                    A,
                    new Interval(ofA, ofA + MILLI),
                    B,
                    new Interval(ofB + 3 * MILLI, ofB + 4 * MILLI))
                .ordering())
        .isEqualTo(Ordering.BEFORE);
  }

  @Test
  void coarse_times_widen_what_calls_tell() {
    Calls calls = new Calls().bothWays(A, B, START, 10, 0);
    MeasuredClocks fine = measure(calls);
    CallTimes coarse = new CallTimes(new ClockBounds(10 * MILLI, 1000), START);
    trees(calls).forEach(coarse::add);
    assertThat(coarse.measure().summary().widestMeasured())
        .isEqualTo(fine.summary().widestMeasured() + 4000);
  }

  @Test
  void messages_bound_one_side_between_messages_before_and_after() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      spans.addAll(message(i, START + i * SECOND, 2 * MILLI, "process"));
    }
    ClockOffset inside = over(spans).offset(A, at(20), B, at(20));
    assertThat(inside.low()).isEqualTo(-10 * MILLI);
    assertThat(inside.high()).isBetween(2 * MILLI, 3 * MILLI);
    // Behind the last message a clock may have jumped.
    assertThat(over(spans).offset(A, at(200), B, at(200)).high()).isEqualTo(10 * MILLI);
  }

  @Test
  void who_waits_for_messages_bounds_nothing() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      spans.addAll(message(i, START + i * SECOND, -500 * MILLI, "receive"));
      spans.addAll(message(100 + i, START + i * SECOND, -500 * MILLI, "poll"));
    }
    ClockOffset offset = over(spans).offset(A, at(20), B, at(20));
    assertThat(offset).isEqualTo(ClockOffset.within(10 * MILLI, ClockSource.STATED));
    assertThat(over(spans).summary().pairs()).isEmpty();
  }

  @Test
  void messages_that_seem_to_come_before_they_are_sent_win_over_what_is_stated_and_are_told() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      spans.addAll(message(i, START + i * SECOND, -300 * MILLI, "process"));
    }
    MeasuredClocks clocks = over(spans);
    assertThat(clocks.offset(A, at(20), B, at(20)).high()).isLessThan(-299 * MILLI);
    assertThat(clocks.summary().pairs().get(0).beyond()).isPositive();
    assertThat(ClockDiagnostics.of(clocks.summary()))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.kind()).isEqualTo(Diagnostic.Kind.CLOCK_OFF);
              assertThat(told.where()).isEqualTo("a/1 and b/1");
              assertThat(told.detail()).contains("--max-clock-skew");
            });
  }

  @Test
  void messages_against_calls_are_a_contradiction_with_names() {
    List<Span> spans = new ArrayList<>(new Calls().bothWays(A, B, START, 40, 0).spans());
    for (int i = 0; i < 40; i++) {
      spans.addAll(message(i, START + i * SECOND, -300 * MILLI, "process"));
    }
    MeasuredClocks clocks = over(spans);
    assertThat(clocks.summary().pairs().get(0).early()).isPositive();
    assertThat(clocks.summary().distrusted()).containsExactly("a/1", "b/1");
    assertThat(clocks.offset(A, at(20), B, at(20)).source()).isEqualTo(ClockSource.STATED);
  }

  private static Interval at(int second) {
    return new Interval(START + second * SECOND, START + second * SECOND);
  }

  private static List<Span> message(int number, long sent, long later, String operation) {
    TraceId producer = new TraceId(77, 1000 + number);
    SpanId id = new SpanId(5000 + number);
    Span send = span(producer, id, A, SpanKind.PRODUCER, sent, Map.of(), List.of());
    Span take =
        span(
            new TraceId(78, 1000 + number),
            new SpanId(9000 + number),
            B,
            SpanKind.CONSUMER,
            sent + later,
            Map.of("messaging.operation.type", operation),
            List.of(new SpanLink(producer, id)));
    return List.of(send, take);
  }

  private static Span span(
      TraceId trace,
      SpanId id,
      ServiceInstance instance,
      SpanKind kind,
      long start,
      Map<String, String> attributes,
      List<SpanLink> links) {
    return new Span(
        trace,
        id,
        null,
        instance,
        kind,
        "orders",
        new Interval(start, start + MILLI),
        SpanStatus.UNSET,
        attributes,
        links);
  }

  private static MeasuredClocks over(List<Span> spans) {
    Map<TraceId, List<Span>> traces = spans.stream().collect(Collectors.groupingBy(Span::traceId));
    List<TraceTree> trees = traces.values().stream().map(TraceTree::new).toList();
    CallTimes times = new CallTimes(STATED, START);
    SpanForest forest = new SpanForest();
    spans.forEach(forest::learn);
    trees.forEach(times::add);
    trees.forEach(tree -> forest.add(forest.plant(tree)));
    times.addLinks(forest);
    return times.measure();
  }

  private static ClockOffset offset(
      Calls calls, ServiceInstance one, ServiceInstance other, int second) {
    long at = START + second * SECOND;
    MeasuredClocks clocks = measure(calls);
    Interval first = new Interval(at - clocks.moved(one), at - clocks.moved(one));
    Interval other2 = new Interval(at - clocks.moved(other), at - clocks.moved(other));
    ClockOffset left = clocks.offset(one, first, other, other2);
    return left.less(clocks.moved(one) - clocks.moved(other));
  }

  private static MeasuredClocks measure(Calls calls) {
    CallTimes times = new CallTimes(STATED, START);
    trees(calls).forEach(times::add);
    return times.measure();
  }

  private static List<TraceTree> trees(Calls calls) {
    Map<TraceId, List<Span>> traces =
        calls.spans().stream().collect(Collectors.groupingBy(Span::traceId));
    return traces.values().stream().map(TraceTree::new).toList();
  }
}
