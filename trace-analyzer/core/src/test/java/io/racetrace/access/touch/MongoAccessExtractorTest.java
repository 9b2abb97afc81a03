package io.racetrace.access.touch;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Version;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MongoAccessExtractorTest {

  private final MongoAccessExtractor extractor = new MongoAccessExtractor();

  @Test
  void a_document_is_a_record_of_its_collection() {
    Touch touch =
        touch(
            "{\"update\":\"orders\",\"updates\":[{\"q\":{\"_id\":17},\"u\":{\"$set\":{\"total\":5}}}]}");
    assertThat(touch.type().id()).isEqualTo("mongodb/shop/orders");
    assertThat(touch.key()).isEqualTo("17");
    assertThat(touch.keySource()).isEqualTo(KeySource.DOCUMENT);
    assertThat(touch.columns().absolute()).containsExactly("total");
    assertThat(touch.after().value()).isEqualTo("5");
    assertThat(touch.statement()).isEqualTo("update orders");
  }

  @Test
  void a_version_in_the_filter_is_a_check_and_tells_both_versions() {
    Touch touch =
        touch(
            "{\"update\":\"orders\",\"updates\":[{\"q\":{\"_id\":17,\"version\":3},"
                + "\"u\":{\"$set\":{\"total\":5},\"$inc\":{\"version\":1}}}]}");
    assertThat(touch.guards()).containsExactly(Guard.VERSION_PREDICATE);
    assertThat(touch.before().version()).isEqualTo(Version.of("3"));
    assertThat(touch.after().version()).isEqualTo(Version.of("4"));
  }

  @Test
  void an_increment_is_atomic_and_measured() {
    Touch touch =
        touch(
            "{\"findAndModify\":\"stock\",\"query\":{\"_id\":1},\"update\":{\"$inc\":{\"n\":-2}}}");
    assertThat(touch.guards()).containsExactly(Guard.ATOMIC_STATEMENT);
    assertThat(touch.amount()).hasToString("-2");
  }

  @Test
  void what_the_agent_writes_by_default_is_blind_and_says_why() {
    Touch touch =
        touch(
            "{\"update\":\"orders\",\"updates\":[{\"q\":{\"_id\":\"?\"},\"u\":{\"$set\":{\"a\":\"?\"}}}]}");
    assertThat(touch.key()).isNull();
    assertThat(touch.type().name()).isEqualTo("orders");
    assertThat(touch.keyGap()).isEqualTo(KeyGap.SANITISED_COMMAND);
  }

  @Test
  void a_filter_on_other_fields_is_blind_for_another_reason() {
    Touch touch =
        touch(
            "{\"update\":\"orders\",\"updates\":[{\"q\":{\"state\":\"new\"},\"u\":{\"$set\":{\"a\":1}}}]}");
    assertThat(touch.key()).isNull();
    assertThat(touch.keyGap()).isEqualTo(KeyGap.MANY_ROWS);
  }

  @Test
  void the_old_names_tell_the_collection_where_the_text_does_not() {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("db.system", "mongodb");
    attributes.put("db.name", "shop");
    attributes.put("db.operation", "update");
    attributes.put("db.mongodb.collection", "orders");
    attributes.put("db.statement", "update [{'q': {'_id': 42}, 'u': {'$set': {'a': 1}}}]");
    Touch touch = extractor.extract(span("shop.update", attributes)).get(0);
    assertThat(touch.type().id()).isEqualTo("mongodb/shop/orders");
    assertThat(touch.key()).isEqualTo("42");
  }

  @Test
  void a_span_with_no_statement_is_blind_if_it_writes() {
    Map<String, String> attributes =
        Map.of("db.system", "mongodb", "db.operation", "update", "db.mongodb.collection", "orders");
    assertThat(extractor.extract(span("orders.update", attributes)))
        .singleElement()
        .matches(touch -> touch.key() == null && touch.operation().isWrite());
    assertThat(extractor.extract(span("find", Map.of("db.system", "mongodb")))).isEmpty();
  }

  private Touch touch(String text) {
    List<Touch> touches =
        extractor.extract(
            span(
                "mongo",
                Map.of(
                    "db.system.name", "mongodb", "db.namespace", "shop", "db.query.text", text)));
    assertThat(touches).hasSize(1);
    return touches.get(0);
  }

  private static Span span(String name, Map<String, String> attributes) {
    return new Span(
        new TraceId(1, 1),
        new SpanId(1),
        null,
        new ServiceInstance("shop", "1"),
        SpanKind.CLIENT,
        name,
        new Interval(0, 500),
        SpanStatus.UNSET,
        attributes,
        List.of());
  }
}
