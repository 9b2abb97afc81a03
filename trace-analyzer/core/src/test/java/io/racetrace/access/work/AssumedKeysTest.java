package io.racetrace.access.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Access;
import io.racetrace.access.KeySource;
import io.racetrace.access.Message;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Site;
import io.racetrace.access.Store;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.Touch;
import io.racetrace.access.work.TraceAccesses.Extraction;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssumedKeysTest {

  private static final Map<String, String> REQUEST =
      Map.of("http.route", "/api/orders/{orderId}", "url.path", "/api/orders/17");

  /** Takes the touch from the span's name: {@code read orders}, {@code write orders 17}. */
  private static final AccessExtractor NAMED =
      new AccessExtractor() {
        @Override
        public boolean uses(String attribute) {
          return true;
        }

        @Override
        public List<Touch> extract(Span span) {
          String[] words = span.name().split(" ", -1);
          if (span.kind() != SpanKind.CLIENT) {
            return List.of();
          }
          Operation operation = words[0].equals("read") ? Operation.READ : Operation.UPDATE;
          RecordType type = new RecordType(new Store("postgresql", "", "shop"), words[1]);
          Touch blind = Touch.blind(operation, type, KeyGap.NO_PARAMETERS, span.name());
          return List.of(
              words.length == 2
                  ? blind.namingOneRow(KeyGap.NO_PARAMETERS)
                  : words[2].equals("many") ? blind : blind.keyed(words[2], KeySource.PARAMETER));
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /orders/{id}              | /orders/17          | orders            | 17
          /orders/{orderId}         | /orders/17?x=1      | shop.orders       | 17
          /order/{id}               | /order/17           | orders            | 17
          /categories/{id}          | /categories/a%20b   | category          | a b
          /order-items/{id}         | /order-items/17     | order_item        | 17
          /orders/:id               | /orders/17          | orders            | 17
          /orders/<int:order_id>    | /orders/17          | orders            | 17
          /orders/{id:[0-9]+}/pay   | /orders/17/pay      | orders            | 17
          /orders/{id}/items        | /orders/17/items    | order_items       |
          /orders/{id}/items/{no}   | /orders/17/items/3  | orders            |
          /orders/{status}          | /orders/new         | orders            |
          /orders/{id}              | /orders/?           | orders            |
          /orders/{id}              | /orders/{id}        | orders            |
          /orders/{id}              | /shop/orders/17     | orders            |
          /orders/**                | /orders/17          | orders            |
          /{id}                     | /17                 | orders            |
          /orders                   | /orders             | orders            |
          /customers/{id}           | /customers/17       | orders            |
          """)
  void the_path_gives_the_key_only_where_it_names_the_table(
      String route, String path, String table, String key) {
    Extraction found =
        extract(SpanKind.SERVER, Map.of("http.route", route, "url.path", path), "write " + table);
    if (key == null) {
      assertThat(found.accesses()).isEmpty();
    } else {
      Access access = found.accesses().get(0);
      assertThat(access.record().key()).isEqualTo(key);
      assertThat(access.site().keySource()).isEqualTo(KeySource.PATH);
    }
    // An assumption closes no gap.
    assertThat(found.blindSpots()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "orders, orders, true",
    "order.placed, orders, true",
    "shop.orders.v1, orders, true",
    "order-events, shop.orders, true",
    "orderUpdated, orders, true",
    "order-items, orders, false",
    "payments, orders, false",
    "events, orders, false"
  })
  void the_key_of_a_message_counts_where_the_topic_names_the_table(
      String topic, String table, boolean counts) {
    Map<String, String> message =
        Map.of(
            "messaging.destination.name", topic,
            "messaging.kafka.message.key", "17",
            "messaging.destination.partition.id", "3",
            "messaging.kafka.offset", "99");
    Extraction found = extract(SpanKind.CONSUMER, message, "write " + table);
    assertThat(found.accesses()).hasSize(counts ? 1 : 0);
    if (counts) {
      Site site = found.accesses().get(0).site();
      assertThat(site.keySource()).isEqualTo(KeySource.MESSAGE);
      assertThat(site.message()).isEqualTo(new Message(topic, "3", 99L, "17", "", ""));
    }
  }

  @Test
  void the_old_names_of_messages_are_read() {
    Map<String, String> message =
        Map.of(
            "messaging.destination", "orders",
            "messaging.kafka.message_key", "17",
            "messaging.kafka.destination.partition", "3",
            "messaging.kafka.message.offset", "99",
            "messaging.message_id", "m-1",
            "messaging.kafka.consumer.group", "billing");
    Access access = extract(SpanKind.CONSUMER, message, "write orders").accesses().get(0);
    assertThat(access.site().message())
        .isEqualTo(new Message("orders", "3", 99L, "17", "m-1", "billing"));
  }

  @Test
  void a_batch_of_messages_is_no_message() {
    Map<String, String> batch = new HashMap<>();
    batch.put("messaging.destination.name", "orders");
    batch.put("messaging.kafka.message.key", "17");
    batch.put("messaging.batch.message_count", "2");
    assertThat(extract(SpanKind.CONSUMER, batch, "write orders").accesses()).isEmpty();
  }

  @Test
  void a_read_and_a_write_of_one_row_both_take_the_key() {
    Extraction found = extract(SpanKind.SERVER, REQUEST, "read orders", "write orders");
    assertThat(found.accesses()).extracting(a -> a.record().key()).containsExactly("17", "17");
  }

  @Test
  void an_execution_that_names_several_rows_gives_no_key() {
    assertThat(extract(SpanKind.SERVER, REQUEST, "write orders", "write orders").accesses())
        .isEmpty();
    assertThat(
            extract(SpanKind.SERVER, REQUEST, "read orders", "read orders", "write orders")
                .accesses())
        .isEmpty();
    assertThat(extract(SpanKind.SERVER, REQUEST, "write orders", "read orders 18").accesses())
        .extracting(access -> access.record().key())
        .containsExactly("18");
  }

  @Test
  void a_statement_that_names_no_single_row_takes_no_key() {
    assertThat(extract(SpanKind.SERVER, REQUEST, "write orders many").accesses()).isEmpty();
  }

  private static Extraction extract(
      SpanKind kind, Map<String, String> entryAttributes, String... statements) {
    List<Span> spans = new ArrayList<>();
    spans.add(span(1, null, kind, "entry", entryAttributes));
    for (String statement : statements) {
      SpanId above = spans.get(0).spanId();
      spans.add(span(spans.size() + 1, above, SpanKind.CLIENT, statement, Map.of()));
    }
    return new TraceAccesses(List.of(NAMED), new BoundaryWriters(), new SpanForest())
        .extract(new TraceTree(spans));
  }

  private static Span span(
      int number,
      @Nullable SpanId parent,
      SpanKind kind,
      String name,
      Map<String, String> attributes) {
    long start = parent == null ? 0 : number * 100L;
    return new Span(
        new TraceId(1, 1),
        new SpanId(number),
        parent,
        new ServiceInstance("shop", "1"),
        kind,
        name,
        new Interval(start, parent == null ? 10_000 : start + 50),
        SpanStatus.UNSET,
        attributes,
        List.of());
  }
}
