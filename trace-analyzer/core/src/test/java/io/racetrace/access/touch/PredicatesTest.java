package io.racetrace.access.touch;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Guard;
import io.racetrace.access.Schema;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which predicates statements ask for, and which answers they change. */
class PredicatesTest {

  private static final Span LOOK =
      SqlSpan.of("SELECT id FROM customer WHERE email = ?", "x@example.org");
  private static final Span ADD =
      SqlSpan.of("INSERT INTO customer (email, name) VALUES (?, ?)", "x@example.org", "X");

  @Test
  void a_lookup_and_an_insert_meet_in_what_was_looked_for() {
    assertThat(predicates(LOOK, LOOK, ADD)).containsExactly("READ email = x@example.org");
    assertThat(predicates(ADD, LOOK, ADD)).containsExactly("INSERT email = x@example.org");
  }

  @Test
  void nobody_follows_what_no_write_can_change() {
    assertThat(predicates(LOOK, LOOK)).isEmpty();
  }

  @Test
  void nobody_follows_what_most_rows_fulfil() {
    Span sweep = SqlSpan.of("SELECT id FROM job WHERE status = ?", "NEW");
    Span add = SqlSpan.of("INSERT INTO job (status, name) VALUES (?, ?)", "NEW", "x");
    assertThat(predicates(sweep, sweep, add)).isEmpty();
  }

  @Test
  void what_is_not_recorded_is_no_predicate() {
    Span look = SqlSpan.of("SELECT id FROM customer WHERE email = ?");
    assertThat(predicates(look, LOOK, look, ADD)).isEmpty();
  }

  @Test
  void a_flag_that_no_insert_sets_makes_the_predicate_coarser() {
    Span look =
        SqlSpan.of(
            "SELECT id FROM customer WHERE email = ? AND active = ?", "x@example.org", "true");
    assertThat(predicates(look, look, ADD)).containsExactly("READ email = x@example.org");
  }

  @Test
  void several_columns_are_one_predicate_whatever_their_order() {
    Span look = SqlSpan.of("SELECT count(*) FROM b WHERE room_id = ? AND day = ?", "7", "Mon");
    Span add = SqlSpan.of("INSERT INTO b (day, room_id, guest) VALUES (?, ?, ?)", "Mon", "7", "x");
    assertThat(predicates(look, look, add)).containsExactly("READ day,room_id = Mon,7");
    assertThat(predicates(add, look, add)).containsExactly("INSERT day,room_id = Mon,7");
  }

  @Test
  void an_exists_asks_what_stands_inside() {
    Span look =
        SqlSpan.of(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM customer c WHERE c.email = ?) THEN 1 END",
            "x@example.org");
    assertThat(predicates(look, look, ADD)).containsExactly("READ email = x@example.org");
  }

  @Test
  void an_insert_under_a_condition_asks_and_adds() {
    Span both =
        SqlSpan.of(
            "INSERT INTO customer (email, name) SELECT ?, ?"
                + " WHERE NOT EXISTS (SELECT 1 FROM customer WHERE email = ?)",
            "x@example.org",
            "X",
            "x@example.org");
    assertThat(predicates(both, both))
        .containsExactly("READ email = x@example.org", "INSERT email = x@example.org");
  }

  @Test
  void an_update_that_gives_a_row_the_value_changes_the_answer() {
    Span look = SqlSpan.of("SELECT count(*) FROM task WHERE worker_id = ?", "7");
    Span take = SqlSpan.of("UPDATE task SET worker_id = ? WHERE id = ?", "7", "100");
    assertThat(predicates(take, look, take)).containsExactly("UPDATE worker_id = 7");
  }

  @Test
  void the_key_of_a_record_is_no_predicate_but_for_a_limit() {
    Span look = SqlSpan.of("SELECT name FROM customer WHERE id = ?", "1");
    Span add = SqlSpan.of("INSERT INTO customer (id, name) VALUES (?, ?)", "1", "X");
    assertThat(predicates(look, look, add)).isEmpty();
    Span limit = SqlSpan.of("SELECT used, max_uses FROM voucher WHERE id = ?", "1");
    Span use = SqlSpan.of("UPDATE voucher SET used = used + 1 WHERE id = ?", "1");
    assertThat(predicates(limit, limit, use)).containsExactly("READ id = 1");
    assertThat(predicates(use, limit, use)).containsExactly("UPDATE id = 1");
  }

  @Test
  void a_key_that_a_schema_names_is_guarded_by_it() {
    Schema schema = new Schema(Map.of("b", new TreeSet<>(Set.of("room_id"))));
    Span look = SqlSpan.of("SELECT 1 FROM b WHERE room_id = ? AND day = ?", "7", "Mon");
    Span add = SqlSpan.of("INSERT INTO b (day, room_id) VALUES (?, ?)", "Mon", "7");
    SqlAccessExtractor extractor = new SqlAccessExtractor(schema);
    List.of(look, add).forEach(extractor::learn);
    assertThat(extractor.predicates(add)).isEmpty();
  }

  @Test
  void a_unique_constraint_that_a_schema_has_guards_who_inserts_or_moves_what_was_looked_for() {
    Schema schema =
        new Schema(
            Map.of("customer", new TreeSet<>(Set.of("id"))),
            Map.of("customer", Set.of(new TreeSet<>(Set.of("email")))));
    Span move = SqlSpan.of("UPDATE customer SET email = ? WHERE id = ?", "x@example.org", "1");
    SqlAccessExtractor extractor = new SqlAccessExtractor(schema);
    List.of(LOOK, ADD, move).forEach(extractor::learn);
    assertThat(extractor.predicates(ADD).get(0).guards()).contains(Guard.UNIQUE_CONSTRAINT);
    assertThat(extractor.predicates(move).get(0).guards()).contains(Guard.UNIQUE_CONSTRAINT);
  }

  @Test
  void a_unique_constraint_over_more_than_was_looked_for_guards_nothing() {
    Schema schema =
        new Schema(
            Map.of("customer", new TreeSet<>(Set.of("id"))),
            Map.of("customer", Set.of(new TreeSet<>(Set.of("email", "tenant_id")))));
    SqlAccessExtractor extractor = new SqlAccessExtractor(schema);
    List.of(LOOK, ADD).forEach(extractor::learn);
    assertThat(extractor.predicates(ADD).get(0).guards()).isEmpty();
  }

  @Test
  void on_conflict_is_a_guard_where_it_speaks_of_the_predicate() {
    String insert = "INSERT INTO customer (email, name) VALUES (?, ?) ON CONFLICT ";
    Span byEmail = SqlSpan.of(insert + "(email) DO NOTHING", "x@example.org", "X");
    Span byOther = SqlSpan.of(insert + "(name) DO NOTHING", "x@example.org", "X");
    assertThat(guards(byEmail, LOOK, byEmail)).contains(Guard.UNIQUE_CONSTRAINT);
    assertThat(guards(byOther, LOOK, byOther)).doesNotContain(Guard.UNIQUE_CONSTRAINT);
  }

  @Test
  void what_is_learned_does_not_depend_on_the_order() {
    List<Span> spans = new ArrayList<>(List.of(LOOK, ADD));
    for (int i = 0; i < 60; i++) {
      spans.add(
          SqlSpan.of("SELECT 1 FROM customer WHERE a" + i + "_id = ? AND email = ?", "1", "x"));
      spans.add(SqlSpan.of("INSERT INTO customer (a" + i + "_id, email) VALUES (?, ?)", "1", "x"));
    }
    List<List<String>> first = told(spans);
    Random random = new Random(1);
    for (int i = 0; i < 10; i++) {
      List<Span> shuffled = new ArrayList<>(spans);
      Collections.shuffle(shuffled, random);
      SqlAccessExtractor extractor = new SqlAccessExtractor();
      shuffled.forEach(extractor::learn);
      assertThat(spans.stream().map(span -> told(extractor, span)).toList()).isEqualTo(first);
    }
  }

  private static List<List<String>> told(List<Span> spans) {
    SqlAccessExtractor extractor = new SqlAccessExtractor();
    spans.forEach(extractor::learn);
    return spans.stream().map(span -> told(extractor, span)).toList();
  }

  private static List<String> told(SqlAccessExtractor extractor, Span span) {
    return extractor.predicates(span).stream()
        .map(touch -> touch.operation() + " " + touch.key())
        .toList();
  }

  private static List<String> predicates(Span of, Span... learned) {
    SqlAccessExtractor extractor = new SqlAccessExtractor();
    List.of(learned).forEach(extractor::learn);
    return told(extractor, of);
  }

  private static Set<Guard> guards(Span of, Span... learned) {
    SqlAccessExtractor extractor = new SqlAccessExtractor();
    List.of(learned).forEach(extractor::learn);
    return extractor.predicates(of).get(0).guards();
  }
}
