package io.racetrace.access.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Outcome;
import io.racetrace.access.Write;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SameAccessTest {

  private static final String UPDATE = "update orders set total = ? where id = ?";
  private static final String SELECT = "select total from orders where id = ?";
  private static final String[] PARAMETERS = {
    "db.query.parameter.0", "5", "db.query.parameter.1", "17"
  };

  private final TraceScript script = new TraceScript();
  private final Span server = script.server(0, 1000);

  @Test
  void a_starters_span_above_the_agents_is_the_same_write() {
    Span outer = update(server, 10, 30);
    Span inner = update(outer, 11, 29);
    assertThat(script.accesses()).hasSize(1);
    assertThat(script.accesses().get(0).site().spanId()).isEqualTo(inner.spanId());
  }

  @Test
  void three_instrumentations_see_one_read() {
    Span outer = read(server, 10, 30);
    Span middle = read(outer, 11, 29);
    read(middle, 12, 28);
    assertThat(script.accesses()).hasSize(1);
  }

  @Test
  void micrometers_query_tells_how_many_rows_the_agents_statement_changed() {
    Span query =
        script.span(
            server,
            SpanKind.CLIENT,
            "query",
            10,
            30,
            SpanStatus.UNSET,
            "jdbc.query[0]",
            UPDATE,
            "jdbc.row-affected",
            "0");
    update(query, 11, 29);
    assertThat(script.accesses())
        .singleElement()
        .isInstanceOfSatisfying(
            Write.class,
            write -> {
              assertThat(write.outcome()).isEqualTo(Outcome.FAILED);
              assertThat(write.record().type().store().system()).isEqualTo("postgresql");
            });
  }

  @Test
  void spans_beside_each_other_are_one_if_two_instrumentations_wrote_them() {
    // SQLAlchemy's span does not make itself the parent of the driver's.
    update(server, 10, 30, "otel.scope.name", "opentelemetry.instrumentation.sqlalchemy");
    Span inner = update(server, 12, 28, "otel.scope.name", "opentelemetry.instrumentation.psycopg");
    assertThat(script.accesses())
        .singleElement()
        .satisfies(access -> assertThat(access.site().spanId()).isEqualTo(inner.spanId()));
  }

  @Test
  void where_scopes_are_not_told_the_names_of_attributes_tell_authors_apart() {
    update(server, 10, 30);
    script.span(
        server,
        SpanKind.CLIENT,
        "UPDATE orders",
        12,
        28,
        SpanStatus.UNSET,
        "db.system.name",
        "postgresql",
        "db.namespace",
        "shop",
        "db.query.text",
        UPDATE,
        "db.query.parameter.0",
        "5",
        "db.query.parameter.1",
        "17");
    assertThat(script.accesses()).hasSize(1);
  }

  @Test
  void equal_statements_of_one_instrumentation_stay_two_even_within_each_other() {
    update(server, 10, 30, "otel.scope.name", "io.opentelemetry.jdbc");
    update(server, 12, 28, "otel.scope.name", "io.opentelemetry.jdbc");
    assertThat(script.accesses()).hasSize(2);
  }

  @Test
  void equal_statements_one_after_the_other_stay_two_whoever_wrote_them() {
    update(server, 10, 20, "otel.scope.name", "a");
    update(server, 21, 30, "otel.scope.name", "b");
    update(server, 25, 35, "otel.scope.name", "a");
    assertThat(script.accesses()).hasSize(3);
  }

  @Test
  void other_parameters_are_another_write() {
    update(server, 10, 30, "otel.scope.name", "a");
    update(server, 12, 28, "otel.scope.name", "b", "db.query.parameter.1", "18");
    Span outer = update(server, 40, 60);
    update(outer, 42, 58, "db.query.parameter.1", "18");
    Span other = update(server, 70, 90);
    update(other, 72, 88, "db.query.parameter.0", "6");
    assertThat(script.accesses()).hasSize(6);
  }

  @Test
  void another_statement_below_is_another_access() {
    Span outer = update(server, 10, 60);
    script.sql(outer, "update orders set paid = ? where id = ?", 20, 30, PARAMETERS);
    assertThat(script.accesses()).hasSize(2);
  }

  @Test
  void the_same_statement_to_another_database_is_another_access() {
    Span outer = update(server, 10, 60);
    update(outer, 20, 30, "db.name", "archive");
    assertThat(script.accesses()).hasSize(2);
  }

  @Test
  void conventions_doubled_on_one_span_are_one_access() {
    update(
        server,
        10,
        30,
        "db.query.text",
        UPDATE,
        "db.system.name",
        "postgresql",
        "db.namespace",
        "shop");
    assertThat(script.accesses()).hasSize(1);
  }

  @Test
  void a_stated_access_above_two_instrumentations_is_one_access() {
    Span stated =
        script.internal(
            server,
            "write order",
            5,
            40,
            "racetrace.record.type",
            "orders",
            "racetrace.record.key",
            "17",
            "racetrace.access",
            "write");
    Span outer = update(stated, 10, 30);
    update(outer, 11, 29);
    assertThat(script.accesses()).hasSize(1);
  }

  @Test
  void an_access_stated_on_the_stores_own_span_is_one_access() {
    update(
        server,
        10,
        30,
        "racetrace.record.type",
        "orders",
        "racetrace.record.key",
        "h:3f2a",
        "racetrace.access",
        "update");
    assertThat(script.accesses())
        .singleElement()
        .satisfies(
            access -> {
              assertThat(access.record().key()).isEqualTo("h:3f2a");
              assertThat(access.record().type().store().system()).isEqualTo("postgresql");
            });
  }

  /** Writes each statement once, twice beside each other, or nested, and counts them. */
  @Property(tries = 300)
  void as_many_accesses_come_out_as_statements_were_made(@ForAll long seed) {
    Random random = new Random(seed);
    TraceScript all = new TraceScript();
    Span entry = all.server(0, 100_000);
    int made = 0;
    long now = 10;
    for (int i = random.nextInt(12); i >= 0; i--) {
      long end = now + 10 + random.nextInt(20);
      String text = random.nextBoolean() ? UPDATE : SELECT;
      List<String> attributes = new ArrayList<>(List.of(PARAMETERS));
      if (text.equals(SELECT)) {
        attributes = new ArrayList<>(List.of("db.query.parameter.0", "17"));
      }
      String[] outer = scoped(attributes, "opentelemetry.instrumentation.sqlalchemy");
      String[] inner = scoped(attributes, "opentelemetry.instrumentation.psycopg");
      switch (random.nextInt(3)) {
        case 0 -> all.sql(entry, text, now, end, random.nextBoolean() ? outer : inner);
        case 1 -> {
          all.sql(entry, text, now, end, outer);
          all.sql(entry, text, now + random.nextInt(3), end - random.nextInt(3), inner);
        }
        default -> all.sql(all.sql(entry, text, now, end, outer), text, now + 1, end - 1, inner);
      }
      made++;
      now = end + random.nextInt(3);
    }
    assertThat(all.accesses()).hasSize(made);
  }

  private static String[] scoped(List<String> attributes, String scope) {
    List<String> all = new ArrayList<>(attributes);
    all.add("otel.scope.name");
    all.add(scope);
    return all.toArray(String[]::new);
  }

  private Span update(Span parent, long from, long to, String... attributes) {
    List<String> all = new ArrayList<>(List.of(PARAMETERS));
    all.addAll(List.of(attributes));
    return script.sql(parent, UPDATE, from, to, all.toArray(String[]::new));
  }

  private Span read(Span parent, long from, long to) {
    return script.sql(parent, SELECT, from, to, "db.query.parameter.0", "17");
  }
}
