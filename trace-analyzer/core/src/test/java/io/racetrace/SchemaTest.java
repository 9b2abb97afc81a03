package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Schema;
import io.racetrace.access.sql.SchemaReader;
import io.racetrace.access.sql.SqlDialect;
import io.racetrace.access.touch.SqlAccessExtractor;
import io.racetrace.report.Report;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaTest {

  private static final String DDL =
      """
      create table book (isbn text primary key, n int);
      create table order_line (order_id int, line_no int, n int, primary key (order_id, line_no));
      """;

  @Test
  void a_key_that_no_statement_gives_away_is_found_in_a_schema() {
    List<Span> spans =
        spans(
            "update book set n = 1 where isbn = '978'",
            "update book set n = 2 where isbn = '978' and shelf = 'a'");

    assertThat(keyed(spans, Schema.NONE)).isZero();
    assertThat(keyed(spans, schema())).isEqualTo(2);
    assertThat(records(spans)).containsExactly("978");
  }

  @Test
  void a_key_of_two_columns_tells_rows_apart() {
    List<Span> spans =
        spans(
            "update order_line set n = 1 where order_id = 17 and line_no = 1",
            "update order_line set n = 2 where order_id = 17 and line_no = 2");

    assertThat(records(spans)).containsExactly("1,17", "2,17");
  }

  @Test
  void all_lines_of_an_order_are_not_taken_for_one() {
    List<Span> spans =
        spans(
            "update order_line set n = 1 where order_id = 17",
            "update order_line set n = 2 where order_id = 17");

    // Nothing in these statements shows that an order has several.
    assertThat(keyed(spans, Schema.NONE)).isEqualTo(2);
    assertThat(keyed(spans, schema())).isZero();
    assertThat(report(spans, schema()).findings()).isEmpty();
  }

  private static Schema schema() {
    SchemaReader reader = new SchemaReader();
    reader.read(DDL, SqlDialect.POSTGRESQL);
    return new Schema(reader.keys());
  }

  private static Report report(List<Span> spans, Schema schema) {
    return TraceAnalyzer.builder().schema(schema).build().analyze(spans);
  }

  private static long keyed(List<Span> spans, Schema schema) {
    return report(spans, schema).coverage().writesWithKey();
  }

  private static List<String> records(List<Span> spans) {
    var extractor = new SqlAccessExtractor(schema());
    List<String> keys = new ArrayList<>();
    for (Span span : spans) {
      extractor.extract(span).forEach(touch -> keys.add(String.valueOf(touch.key())));
    }
    return keys.stream().distinct().toList();
  }

  private static List<Span> spans(String... statements) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < statements.length; i++) {
      spans.add(
          new Span(
              new TraceId(0, i + 1),
              new SpanId(i + 1),
              null,
              new ServiceInstance("shop-" + i, "1"),
              SpanKind.CLIENT,
              "update",
              new Interval(i, i + 10),
              SpanStatus.UNSET,
              Map.of(
                  "db.system.name", "postgresql",
                  "db.namespace", "shop",
                  "db.query.text", statements[i]),
              List.of()));
    }
    return spans;
  }
}
