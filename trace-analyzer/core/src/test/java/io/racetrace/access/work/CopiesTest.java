package io.racetrace.access.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Access;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Write;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.RedisAccessExtractor;
import io.racetrace.access.touch.SqlAccessExtractor;
import io.racetrace.access.work.TraceAccesses.Extraction;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.TraceTree;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ends in a cache, and what its execution did to get there. */
class CopiesTest {

  private static final String HEAD =
      """
      record redis/0/price:{} 42 value
      A price-service/p-1 request "GET /prices/{id}"
      """;
  private static final String SQL = " with db.system.name=postgresql db.namespace=shop ";

  @Test
  void a_fill_tells_the_look_the_lock_the_query_and_the_call_before_it() {
    Write fill =
        only(
            """
             0.0 A sql "GET price:42"
             1.0 A sql "SET lock:price:42 t NX PX 500"
             2.0 A sql "SELECT amount FROM price WHERE id = ?" '42'%s
             3.0 A call "GET" for 50 with server.address=rates
            60.0 A sql "SETEX price:42 600 7"
            """
                .formatted(SQL));
    assertThat(names(fill)).containsExactly("price:{} 42", "lock:price:{} 42", "price 42", "GET ");
    assertThat(fill.site().unit().footprints().get(1).locked()).isTrue();
    assertThat(fill.site().unit().footprints().get(3).isCall()).isTrue();
    assertThat(fill.amount()).isEqualByComparingTo("600000");
    assertThat(fill.outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(fill.effect()).isEqualTo(fill.interval());
  }

  @Test
  void what_was_done_before_the_look_is_not_what_was_loaded() {
    Write fill =
        only(
            """
             0.0 A sql "SELECT name FROM customer WHERE id = ?" '7'%s
             1.0 A sql "GET price:42"
            60.0 A sql "SET price:42 7 EX 5"
            """
                .formatted(SQL));
    assertThat(names(fill)).containsExactly("price:{} 42");
    assertThat(fill.amount()).isEqualByComparingTo("5000");
  }

  @Test
  void a_delete_tells_what_was_written_before_and_after_it() {
    Write delete =
        only(
            """
             0.0 A sql "UPDATE price SET amount = ? WHERE id = ?" '9' '42'%s
             1.0 A sql "DEL price:42"
             2.0 A sql "UPDATE offer SET amount = ? WHERE id = ?" '9' '8'%s
            """
                .formatted(SQL, SQL));
    assertThat(names(delete)).containsExactly("price 42", "offer 8");
    assertThat(delete.operation()).isEqualTo(Operation.DELETE);
  }

  @Test
  void counters_scripts_and_what_rests_on_nothing_are_no_copies() {
    assertThat(
            copies(
                """
                 0.0 A sql "INCRBY price:42 1"
                 1.0 A sql "EVAL <script> 1 price:42 7"
                 2.0 A sql "SETEX price:42 600 7"
                """))
        .isEmpty();
  }

  private static List<String> names(Write write) {
    return write.site().unit().footprints().stream()
        .map(footprint -> footprint.record().type().name() + " " + footprint.record().key())
        .toList();
  }

  private static Write only(String lines) {
    List<Access> copies = copies(lines);
    assertThat(copies).hasSize(1);
    return (Write) copies.get(0);
  }

  private static List<Access> copies(String lines) {
    List<Span> spans = Timeline.parse(HEAD + lines).spans();
    List<AccessExtractor> extractors =
        List.of(new SqlAccessExtractor(), new RedisAccessExtractor());
    BoundaryWriters writers = new BoundaryWriters();
    SpanForest forest = new SpanForest();
    for (Span span : spans) {
      extractors.forEach(extractor -> extractor.learn(span));
      writers.learn(span);
      forest.learn(span);
    }
    Extraction extraction =
        new TraceAccesses(extractors, writers, forest).extract(new TraceTree(spans));
    return extraction.beside().stream()
        .filter(access -> access.record().kind() == RecordKey.Kind.COPY)
        .toList();
  }
}
