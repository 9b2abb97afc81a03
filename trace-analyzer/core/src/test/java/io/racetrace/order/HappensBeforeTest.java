package io.racetrace.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Access;
import io.racetrace.access.touch.SqlAccessExtractor;
import io.racetrace.access.touch.StatedAccessExtractor;
import io.racetrace.access.work.BoundaryWriters;
import io.racetrace.access.work.TraceAccesses;
import io.racetrace.access.work.TraceAccesses.Extraction;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.TraceId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HappensBeforeTest {

  private final SpanForest forest = new SpanForest();

  @Test
  void a_caller_that_waits_comes_after_what_it_called() {
    assertThat(
            compare(
                """
                A front/f request "GET /"
                B back/b request "POST /x" called by A
                 5 B sql "UPDATE t SET x = ? WHERE id = ?" '1' '42'
                 9 A sql "UPDATE t SET x = ? WHERE id = ?" '2' '42'
                """))
        .isEqualTo(Ordering.BEFORE);
  }

  @Test
  void two_calls_of_one_caller_at_once_are_concurrent() {
    assertThat(
            compare(
                """
                A front/f request "GET /"
                B back/b request "POST /x" called by A
                C back/b request "POST /y" called by A
                 0 A sql "SELECT 1"
                 5 B sql "UPDATE t SET x = ? WHERE id = ?" '1' '42' for 9
                 6 C sql "UPDATE t SET x = ? WHERE id = ?" '2' '42' for 5
                20 A sql "SELECT 1"
                """))
        .isEqualTo(Ordering.CONCURRENT);
  }

  @Test
  void two_calls_one_after_the_other_are_ordered_on_the_callers_clock() {
    assertThat(
            compare(
                """
                A front/f request "GET /"
                B back/b1 request "POST /x" called by A
                C back/b2 request "POST /y" called by A
                 0 A sql "SELECT 1"
                 5 B sql "UPDATE t SET x = ? WHERE id = ?" '1' '42'
                 7 C sql "UPDATE t SET x = ? WHERE id = ?" '2' '42'
                20 A sql "SELECT 1"
                """))
        .isEqualTo(Ordering.BEFORE);
  }

  @Test
  void what_was_written_before_a_message_was_sent_comes_before_its_consumer() {
    List<Span> spans =
        Timeline.parse(
                """
                record postgresql/shop/t 42 x
                A front/f request "POST /orders"
                B back/b event "process orders" linked to A
                 1 A sql "UPDATE t SET x = ? WHERE id = ?" '1' '42'
                 2 A sql "SELECT 1"
                 3 B sql "UPDATE t SET x = ? WHERE id = ?" '2' '42'
                """)
            .spans();
    // The message is the span of "SELECT 1": the consumer is linked to it.
    Span sent =
        spans.stream()
            .filter(span -> "SELECT 1".equals(span.attribute("db.query.text")))
            .findFirst()
            .orElseThrow();
    List<Span> linked = new ArrayList<>();
    for (Span span : spans) {
      linked.add(
          span.links().isEmpty()
              ? span
              : new Span(
                  span.traceId(),
                  span.spanId(),
                  span.parent(),
                  span.instance(),
                  span.kind(),
                  span.name(),
                  span.interval(),
                  span.status(),
                  span.attributes(),
                  List.of(new SpanLink(sent.traceId(), sent.spanId()))));
    }
    List<Access> accesses = accesses(linked);
    Relation relation = order().compare(accesses.get(0), accesses.get(1));
    assertThat(relation.ordering()).isEqualTo(Ordering.BEFORE);
    assertThat(relation.path()).hasExactlyElementsOfTypes(Edge.Before.class, Edge.Link.class);
    assertThat(relation.because()).contains("began", "linked");
  }

  @Property
  void clocks_decide_only_beyond_their_bound(
      @ForAll @IntRange(max = 30_000) int gapMicros, @ForAll boolean oneInstance) {
    String second = oneInstance ? "front/f" : "back/b";
    List<Access> accesses =
        accesses(
            Timeline.parse(
                    "record postgresql/shop/t 42 x\n"
                        + "A front/f request \"POST /a\"\n"
                        + "B "
                        + second
                        + " request \"POST /b\"\n"
                        + "0 A sql \"SELECT x FROM t WHERE id = ?\" '42'\n"
                        + (0.2 + gapMicros / 1000.0)
                        + " B sql \"SELECT x FROM t WHERE id = ?\" '42'\n")
                .spans());
    Relation relation = order().compare(accesses.get(0), accesses.get(1));
    long bound = oneInstance ? 50 : 10_000;
    assertThat(relation.ordering())
        .isEqualTo(gapMicros > bound ? Ordering.BEFORE : Ordering.UNKNOWN);
    assertThat(order().compare(accesses.get(1), accesses.get(0)).ordering())
        .isEqualTo(relation.ordering().reversed());
  }

  @Test
  void who_waits_for_the_row_comes_after_who_held_it() {
    Relation relation =
        first(
            """
            A front/f request "POST /a"
            B back/b request "POST /b"
             0 A sql "UPDATE t SET x = ? WHERE id = ?" '1' '42'
             5 B sql "UPDATE t SET x = ? WHERE id = ?" '2' '42' for 25.6
            30 A commit
            31 B commit
            """);
    assertThat(relation.ordering()).isEqualTo(Ordering.BEFORE);
    assertThat(relation.path()).hasExactlyElementsOfTypes(Edge.RowLock.class, Edge.Clocks.class);
    assertThat(relation.isCausal()).isFalse();
  }

  @Test
  void an_update_that_did_not_wait_shows_that_the_row_was_not_held() {
    assertThat(
            first(
                    """
                    A front/f request "POST /a"
                    B back/b request "POST /b"
                     0 A sql "UPDATE t SET x = ? WHERE id = ?" '1' '42'
                     5 B sql "UPDATE t SET x = ? WHERE id = ?" '2' '42'
                    30 A commit
                    31 B commit
                    """)
                .ordering())
        .isEqualTo(Ordering.UNKNOWN);
  }

  @Test
  void a_read_that_waits_for_the_row_sees_what_its_holder_left() {
    assertThat(
            first(
                    """
                    A front/f request "POST /a"
                    B back/b request "POST /b"
                     0 A sql "UPDATE t SET x = ? WHERE id = ?" '1' '42'
                     5 B sql "SELECT x FROM t WHERE id = ? FOR UPDATE" '42' for 25.6
                    30 A commit
                    50 B commit
                    """)
                .ordering())
        .isEqualTo(Ordering.BEFORE);
  }

  @Test
  void whoever_saw_a_version_came_after_the_write_that_made_it_whatever_clocks_say() {
    Relation relation =
        first(
            """
            A front/f request "POST /a" clock -3600000
            B back/b request "POST /b"
             5 A read 100 v8
             1 B write 100 v8 based on 90 v7
            """);
    assertThat(relation.ordering()).isEqualTo(Ordering.AFTER);
    assertThat(relation.path()).hasExactlyElementsOfTypes(Edge.Version.class);
    assertThat(relation.isCausal()).isTrue();
  }

  @Test
  void messages_of_one_partition_are_worked_on_in_their_order_by_one_group() {
    String partition =
        "messaging.destination.name=orders messaging.destination.partition.id=3"
            + " messaging.consumer.group.name=shop messaging.kafka.offset=";
    String timeline =
        """
        A back/b1 event "process orders" with %s17
        B back/b2 event "process orders" with %s%s
        0 A sql "UPDATE t SET x = ? WHERE id = ?" '1' '42'
        1 B sql "UPDATE t SET x = ? WHERE id = ?" '2' '42'
        """;
    Relation later = first(String.format(timeline, partition, partition, "18"));
    assertThat(later.ordering()).isEqualTo(Ordering.BEFORE);
    assertThat(later.because()).contains("orders[3]", "17", "18");
    String otherGroup = partition.replace("=shop", "=bank");
    assertThat(
            new HappensBeforeTest()
                .first(String.format(timeline, partition, otherGroup, "18"))
                .ordering())
        .isEqualTo(Ordering.UNKNOWN);
  }

  @Test
  void a_call_whose_callee_outlives_it_orders_nothing_nor_do_others_from_there() {
    TracedSpans spans = new TracedSpans();
    Span root = spans.add(1, null, "a1", SpanKind.SERVER, 0, 100_000_000);
    Span told = spans.add(1, root, "a1", SpanKind.CLIENT, 1_000_000, 5_000_000);
    Span served = spans.add(1, told, "b1", SpanKind.SERVER, 0, 4_000_000);
    Span early = spans.access(1, served, 1_000_000, 2_000_000);
    Span after = spans.access(1, root, 8_000_000, 9_000_000);
    assertThat(spans.ordered().ordering(early, after)).isEqualTo(Ordering.BEFORE);
    Span other = spans.add(1, root, "a1", SpanKind.CLIENT, 20_000_000, 21_000_000);
    spans.add(1, other, "b1", SpanKind.SERVER, 30_000_000, 40_000_000);
    assertThat(spans.ordered().ordering(early, after)).isEqualTo(Ordering.UNKNOWN);
    assertThat(spans.ordered().ordering(after, early)).isEqualTo(Ordering.UNKNOWN);
  }

  @Test
  void a_span_that_waits_for_messages_may_have_begun_before_they_were_sent() {
    TracedSpans spans = new TracedSpans();
    Span root = spans.add(1, null, "a1", SpanKind.SERVER, 0, 100);
    Span before = spans.access(1, root, 1, 2);
    Span sent = spans.add(1, root, "a1", SpanKind.PRODUCER, 5, 6);
    Span poll = spans.add(2, null, "b1", SpanKind.CONSUMER, 0, 300);
    Span receive =
        spans.add(2, poll, "b1", SpanKind.CONSUMER, "orders receive", 10, 20, List.of(sent));
    Span during = spans.access(2, receive, 11, 12);
    Span later = spans.access(2, poll, 30, 40);
    assertThat(spans.ordered().ordering(before, during)).isEqualTo(Ordering.UNKNOWN);
    assertThat(spans.ordered().ordering(before, later)).isEqualTo(Ordering.BEFORE);
    assertThat(spans.ordered().compare(before, later).because()).contains("received from");
  }

  @Test
  void spans_without_length_are_neither_ordered_nor_concurrent() {
    TracedSpans spans = new TracedSpans();
    Span root = spans.add(1, null, "a1", SpanKind.SERVER, 0, 100);
    Span one = spans.access(1, root, 10, 10);
    Span other = spans.access(1, root, 20, 20);
    Span third = spans.access(1, root, 5, 30);
    assertThat(spans.ordered().ordering(one, other)).isEqualTo(Ordering.UNKNOWN);
    assertThat(spans.ordered().ordering(one, third)).isEqualTo(Ordering.UNKNOWN);
  }

  @Test
  void replicas_without_names_do_not_share_a_clock() {
    TracedSpans spans = new TracedSpans();
    Span root = spans.add(1, null, "a1", SpanKind.SERVER, 0, 100_000_000);
    Span one = spans.add(1, root, "b", SpanKind.SERVER, 1, 10_000_000);
    Span other = spans.add(1, root, "b", SpanKind.SERVER, 30_000_000, 40_000_000);
    Span a = spans.access(1, one, 2, 3);
    Span b = spans.access(1, other, 30_000_001, 30_000_002);
    assertThat(spans.ordered().ordering(a, b)).isEqualTo(Ordering.BEFORE);
    List<Span> nameless =
        spans.spans().stream()
            .map(
                span ->
                    span.instance().instance().equals("b")
                        ? span.recordedBy(new ServiceInstance("b", ""))
                        : span)
            .toList();
    assertThat(new TracedSpans.Ordered(nameless).compare(a, b).isCausal()).isFalse();
  }

  private Relation first(String timeline) {
    List<Access> accesses =
        accesses(Timeline.parse("record postgresql/shop/t 42 x\n" + timeline).spans());
    return order().compare(accesses.get(0), accesses.get(1));
  }

  private Ordering compare(String timeline) {
    List<Access> accesses =
        accesses(Timeline.parse("record postgresql/shop/t 42 x\n" + timeline).spans());
    Relation there = order().compare(accesses.get(0), accesses.get(1));
    Relation back = order().compare(accesses.get(1), accesses.get(0));
    assertThat(back.ordering()).isEqualTo(there.ordering().reversed());
    assertThat(there.isCausal()).isTrue();
    return there.ordering();
  }

  private List<Access> accesses(List<Span> spans) {
    SqlAccessExtractor sql = new SqlAccessExtractor();
    spans.forEach(sql::learn);
    spans.forEach(forest::learn);
    Map<TraceId, List<Span>> traces = spans.stream().collect(Collectors.groupingBy(Span::traceId));
    TraceAccesses extraction =
        new TraceAccesses(List.of(new StatedAccessExtractor(), sql), showingEnds(spans), forest);
    List<Access> accesses = new ArrayList<>();
    for (List<Span> trace : traces.values()) {
      Extraction extracted = extraction.extract(new TraceTree(trace));
      forest.add(extracted.planted());
      accesses.addAll(extracted.accesses());
    }
    accesses.sort(Comparator.comparing(Access::interval));
    return accesses;
  }

  /** Has seen that whoever wrote the spans shows where transactions end. */
  private static BoundaryWriters showingEnds(List<Span> spans) {
    BoundaryWriters writers = new BoundaryWriters();
    for (Span span : spans) {
      Map<String, String> attributes = new HashMap<>(span.attributes());
      attributes.put("db.query.text", "COMMIT");
      attributes.put("db.operation.name", "COMMIT");
      writers.learn(
          new Span(
              span.traceId(),
              span.spanId(),
              span.parent(),
              span.instance(),
              span.kind(),
              "COMMIT",
              span.interval(),
              span.status(),
              attributes,
              span.links()));
    }
    return writers;
  }

  private HappensBefore order() {
    return new HappensBefore(forest, new ClockBounds(10_000_000, 1));
  }
}
