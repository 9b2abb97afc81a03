package io.racetrace.access.touch;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.history.LockTally;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.report.TextReportWriter;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class RedisAccessExtractorTest {

  private final RedisAccessExtractor extractor = new RedisAccessExtractor();

  @Test
  void a_key_becomes_a_record_of_its_pattern() {
    Touch touch = touch("SET order:17 ?");
    assertThat(touch.operation()).isEqualTo(Operation.UPDATE);
    assertThat(touch.type().id()).isEqualTo("redis/0/order:{}");
    assertThat(touch.key()).isEqualTo("17");
    assertThat(touch.keySource()).isEqualTo(KeySource.COMMAND);
    assertThat(touch.columns().absolute()).containsExactly("value");
    assertThat(touch.statement()).isEqualTo("SET order:{}");
  }

  @Test
  void a_counter_changes_what_is_there_in_one_step() {
    Touch touch = touch("DECRBY stock:17 5");
    assertThat(touch.columns().isRelative()).isTrue();
    assertThat(touch.guards()).containsExactly(Guard.ATOMIC_STATEMENT);
    assertThat(touch.amount()).hasToString("-5");
  }

  @Test
  void the_fields_of_a_hash_are_columns() {
    Touch touch = touch("HSET order:18 total ?");
    assertThat(touch.columns().absolute()).containsExactly("total");
    assertThat(touch("HGET order:18 total").columns().measured()).isEqualTo("total");
  }

  @Test
  void a_hash_with_ids_for_fields_is_a_map_of_records() {
    Touch touch = touch("HSET carts 4711 ?");
    assertThat(touch.type().name()).isEqualTo("carts[{}]");
    assertThat(touch.key()).isEqualTo("carts,4711");
  }

  @Test
  void a_condition_on_absence_is_an_insert_that_the_store_may_refuse() {
    Touch touch = touch("SET price:17 5 NX");
    assertThat(touch.operation()).isEqualTo(Operation.INSERT);
    assertThat(touch.guards()).containsExactly(Guard.UNIQUE_CONSTRAINT);
  }

  @Test
  void what_is_kept_for_a_limited_time_fills_a_cache_and_changes_no_record() {
    assertThat(touch("SETEX price:17 ? ?").operation()).isEqualTo(Operation.INSERT);
    assertThat(touch("SET price:17 ? ? ?").operation()).isEqualTo(Operation.INSERT);
    assertThat(touch("SET price:17 5 KEEPTTL").operation()).isEqualTo(Operation.UPDATE);
  }

  @Test
  void a_script_may_do_anything_but_does_it_in_one_step() {
    Touch touch = touch("EVAL <script> 1 order:19 ?");
    assertThat(touch.columns().isKnown()).isFalse();
    assertThat(touch.guards()).containsExactly(Guard.ATOMIC_STATEMENT);
  }

  @Test
  void what_python_writes_is_admitted_as_blind() {
    Touch touch = touch("SET ? ?");
    assertThat(touch.key()).isNull();
    assertThat(touch.operation().isWrite()).isTrue();
    assertThat(touch.keyGap()).isEqualTo(KeyGap.SANITISED_COMMAND);
  }

  @Test
  void a_span_with_no_more_than_its_name_is_admitted_as_blind() {
    Span dotNet = span("HSET", Map.of("db.system", "redis"));
    assertThat(extractor.extract(dotNet)).singleElement().matches(touch -> touch.key() == null);
    Span named = span("SET localhost:6379", Map.of("db.system.name", "redis"));
    assertThat(extractor.extract(named)).singleElement().matches(touch -> touch.key() == null);
    assertThat(extractor.extract(span("GET", Map.of("db.system", "redis")))).hasSize(1);
  }

  @Test
  void the_old_name_of_the_database_is_read_and_two_databases_are_two() {
    Map<String, String> old =
        Map.of(
            "db.system",
            "redis",
            "db.redis.database_index",
            "3",
            "db.statement",
            "SET order:17 ?",
            "db.operation",
            "SET");
    assertThat(extractor.extract(span("SET", old)).get(0).type().store().database()).isEqualTo("3");
  }

  @Test
  void a_relative_of_redis_is_read_alike() {
    Map<String, String> valkey = Map.of("db.system.name", "valkey", "db.query.text", "INCR hits:1");
    assertThat(extractor.extract(span("INCR", valkey)).get(0).key()).isEqualTo("1");
  }

  @Test
  void a_pipeline_touches_each_of_its_keys() {
    Span pipeline = span("PIPELINE", redis("SET a:1 ?\nSET a:2 ?"));
    assertThat(extractor.extract(pipeline)).extracting(Touch::key).containsExactly("1", "2");
  }

  @Test
  void what_is_taken_and_given_back_is_a_lock_and_no_record() {
    Report report =
        analyze(
            "SET order:17:guard ? ? ? ?",
            "SET order:17:guard abc NX PX 30000",
            "EVAL <script> 1 order:17:guard ?",
            "DEL order:17:guard");
    SortedMap<RecordType, LockTally> locks = report.census().locks();
    assertThat(locks).hasSize(1);
    assertThat(locks.firstKey().name()).isEqualTo("order:{}:guard");
    assertThat(locks.get(locks.firstKey())).isEqualTo(new LockTally(2, 2, 0, 1, 0, 1));
    assertThat(report.census().types()).isEmpty();
    assertThat(report.coverage().writes()).isZero();
  }

  @Test
  void what_is_called_a_lock_is_one_even_where_its_end_is_not_seen() {
    assertThat(analyze("SET lock:order:17 ? ? ? ?").census().locks()).hasSize(1);
    assertThat(analyze("SETNX orderLock:17 ?").census().locks()).hasSize(1);
    assertThat(analyze("EVAL <script> 1 mutex:17 ? ?").census().locks()).hasSize(1);
  }

  @Test
  void a_value_that_is_computed_once_is_no_lock() {
    Report report = analyze("SET price:17 5 NX EX 60");
    assertThat(report.census().locks()).isEmpty();
    assertThat(report.census().types()).hasSize(1);
  }

  @Test
  void what_is_also_written_in_another_way_is_no_lock() {
    Report report = analyze("SET stock:17 5 NX EX 60", "DEL stock:17", "DECR stock:17");
    assertThat(report.census().locks()).isEmpty();
    Report block = analyze("SET block:17 5 NX EX 60", "SET clock:17 5 NX EX 60");
    assertThat(block.census().locks()).isEmpty();
  }

  @Test
  void the_report_has_one_line_for_each_pattern_of_locks() throws IOException {
    Report report = analyze("SET lock:1 a NX PX 10", "SET lock:2 b NX PX 10", "DEL lock:1");
    StringBuilder text = new StringBuilder();
    new TextReportWriter(false).write(report, text);
    assertThat(text)
        .contains(
            "lock      redis/0/lock:{}  asked for  2 times, 2 with a time limit;"
                + " given back  1 time, 0 by token\n");
    StringBuilder json = new StringBuilder();
    new JsonReportWriter().write(report, json);
    assertThat(json).contains("\"pattern\": \"redis/0/lock:{}\"");
  }

  private Touch touch(String text) {
    List<Touch> touches = extractor.extract(span(text.split(" ", -1)[0], redis(text)));
    assertThat(touches).hasSize(1);
    return touches.get(0);
  }

  private static Report analyze(String... commands) {
    List<Span> spans = new ArrayList<>();
    for (String command : commands) {
      spans.add(span(spans.size(), command.split(" ", -1)[0], redis(command)));
    }
    return TraceAnalyzer.builder().build().analyze(spans);
  }

  private static Map<String, String> redis(String text) {
    return Map.of("db.system.name", "redis", "db.namespace", "0", "db.query.text", text);
  }

  private static Span span(String name, Map<String, String> attributes) {
    return span(0, name, attributes);
  }

  private static Span span(int number, String name, Map<String, String> attributes) {
    return new Span(
        new TraceId(1, number + 1),
        new SpanId(number + 1),
        null,
        new ServiceInstance("shop", "1"),
        SpanKind.CLIENT,
        name,
        new Interval(1_000_000L * number, 1_000_000L * number + 500),
        SpanStatus.UNSET,
        attributes,
        List.of());
  }
}
