package io.racetrace.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Access;
import io.racetrace.access.BoundaryWriters;
import io.racetrace.access.SqlAccessExtractor;
import io.racetrace.access.StatedAccessExtractor;
import io.racetrace.access.TraceAccesses;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
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
    traces
        .values()
        .forEach(trace -> accesses.addAll(extraction.extract(new TraceTree(trace)).accesses()));
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
