package io.racetrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.column.Texts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TraceTreeTest {

  @Property
  void a_path_ends_at_the_span_whatever_the_parents_are(
      @ForAll("spans") @Size(max = 30) List<Span> spans) {
    TraceTree tree = new TraceTree(spans);
    for (Span span : tree.spans()) {
      List<Span> path = tree.path(span);
      assertThat(path).endsWith(span).doesNotHaveDuplicates();
    }
    assertThat(tree.spans().size() + tree.duplicates()).isEqualTo(spans.size());
  }

  @Property
  void the_order_of_the_spans_does_not_matter(@ForAll("spans") @Size(max = 30) List<Span> spans) {
    List<Span> shuffled = new ArrayList<>(spans);
    Collections.shuffle(shuffled, new Random(7));
    TraceTree one = new TraceTree(spans);
    TraceTree other = new TraceTree(shuffled);
    assertThat(other.spans()).isEqualTo(one.spans());
    assertThat(other.orphans()).isEqualTo(one.orphans());
    one.spans().forEach(span -> assertThat(other.path(span)).isEqualTo(one.path(span)));
  }

  @Test
  void a_deep_trace_is_no_trouble() {
    List<Span> spans = new ArrayList<>();
    for (int i = 1; i <= 100_000; i++) {
      spans.add(span(i, i - 1, 1000 + i));
    }
    TraceTree tree = new TraceTree(spans);
    assertThat(tree.path(spans.get(99_999))).hasSize(100_000);
  }

  @Property
  void columns_give_back_what_was_put_in(@ForAll("spans") @Size(max = 30) List<Span> spans) {
    SpanColumns columns = new SpanColumns(new Texts(), attribute -> true);
    spans.forEach(columns::add);
    List<Span> back = new ArrayList<>();
    columns.forEachTrace(back::addAll);
    assertThat(back).containsExactlyInAnyOrderElementsOf(spans);
  }

  @Provide
  Arbitrary<List<Span>> spans() {
    Arbitrary<Integer> ids = Arbitraries.integers().between(1, 20);
    return Combinators.combine(ids, Arbitraries.integers().between(0, 20), ids)
        .as((id, parent, start) -> span(id, parent, start))
        .list();
  }

  private static Span span(int id, int parent, int start) {
    return new Span(
        new TraceId(0, 1),
        new SpanId(id),
        parent == 0 ? null : new SpanId(parent),
        new ServiceInstance("service", "i" + start % 2),
        SpanKind.values()[id % 6],
        "span " + start,
        new Interval(start, start + id),
        SpanStatus.values()[start % 3],
        Map.of("thread.id", "" + start),
        start % 4 == 0 ? List.of(new SpanLink(new TraceId(1, id), new SpanId(parent))) : List.of());
  }
}
