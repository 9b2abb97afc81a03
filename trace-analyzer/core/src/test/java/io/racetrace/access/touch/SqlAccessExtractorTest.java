package io.racetrace.access.touch;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.RecordType;
import io.racetrace.access.Schema;
import io.racetrace.access.Version;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.trace.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlAccessExtractorTest {

  private static final Schema SCHEMA =
      new Schema(
          Map.of(
              "item", new TreeSet<>(List.of("id")),
              "line", new TreeSet<>(List.of("order_id", "line_no"))));

  private final SqlAccessExtractor extractor = new SqlAccessExtractor(SCHEMA);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update item set n = ? where id = ? | 5,42 | UPDATE 42",
        "select n from item where id in (?, ?) | 1,2 | READ 1; READ 2",
        "select n from item where id in (?, ?) | 1,1 | READ 1",
        "update item set n = ? where id in (?, ?) | 9,1,2 | UPDATE 1; UPDATE 2",
        "delete from item where id = 7 | '' | DELETE 7",
        "insert into item (n, id) values (?, ?), (?, ?) | a,1,b,2 | INSERT 1; INSERT 2",
        "insert into item (n) values (?) | 1 | INSERT KEY_MADE_BY_STORE",
        "update line set n = ? where order_id = ? and line_no = ? | 5,17,3 | UPDATE 3,17",
        "update line set n = ? where order_id = ? | 5,17 | UPDATE MANY_ROWS",
        "delete from line where order_id = ? | 17 | DELETE MANY_ROWS",
        "update item set n = ? | 5 | UPDATE MANY_ROWS",
        "update item set n = ? where id = ? | 5 | UPDATE POSITIONS_SHIFTED",
        "update item set n = ? where id = ? | 5,42,43 | UPDATE POSITIONS_SHIFTED",
        "update item set n = ? where id = ? | '' | UPDATE NO_PARAMETERS",
        "update item set n = ? where id = null | 5 | UPDATE MANY_ROWS",
        "update item set n = ? where id > ? | 5,1 | UPDATE MANY_ROWS",
        "update item set n = ? where id = ? or n = ? | 5,1,2 | UPDATE MANY_ROWS",
        "update item set id = ? where id = ? | 2,1 | UPDATE 1",
        "insert into item (id, n) values (?, ?) on conflict (id) do update set n = ? | 1,2,3"
            + " | UPDATE 1",
        "insert into item (id, code) values (?, ?) on conflict (code) do update set n = ? | 1,c,3"
            + " | UPDATE NO_KEY_COLUMN",
        "insert into item (id, n) values (?, ?) on conflict do nothing | 1,2 | INSERT 1",
        "select * from item i join line l on l.id = i.id where i.id = ? | 4"
            + " | READ 4; READ MANY_ROWS",
        "update unknown set n = ? where name = ? | 1,2 | UPDATE NO_KEY_COLUMN",
        "call close_month(?) | 1 | UPDATE PROCEDURE",
        "frobnicate item | '' | UPDATE NOT_UNDERSTOOD",
        "select 1 | '' | ''",
      })
  void tells_which_rows_a_statement_touches(String sql, String parameters, String expected) {
    String[] values = parameters.isEmpty() ? new String[0] : parameters.split(",", -1);

    assertThat(told(SqlSpan.of(sql, values))).isEqualTo(expected);
  }

  @Test
  void a_merge_names_the_row_that_it_joins() {
    String told =
        told(
            SqlSpan.of(
                "merge into item i using (values (?, ?)) s (id, n) on i.id = s.id"
                    + " when matched then update set n = s.n",
                "1",
                "2"));

    assertThat(told).isEqualTo("UPDATE 1");
  }

  @Test
  void old_names_and_new_names_say_the_same() {
    Map<String, String> old =
        Map.of(
            "db.system", "postgresql",
            "db.name", "shop",
            "db.statement", "update item set n = ? where id = ?",
            "db.operation", "UPDATE",
            "db.sql.table", "item",
            "db.query.parameter.0", "5",
            "db.query.parameter.1", "42");

    assertThat(extractor.extract(SqlSpan.with(old)))
        .isEqualTo(extractor.extract(SqlSpan.of("update item set n = ? where id = ?", "5", "42")));
  }

  @Test
  void a_parameter_that_was_null_is_no_key() {
    assertThat(
            told(
                SqlSpan.of(
                    "update item set n = ? where id = ? and n = ?",
                    Map.of("db.query.parameter.0", "1", "db.query.parameter.2", "3"))))
        .isEqualTo("UPDATE NO_PARAMETERS");
  }

  @Test
  void a_batch_has_no_key() {
    assertThat(told("update item set n = 1 where id = 2", "db.operation.batch.size", "3"))
        .isEqualTo("UPDATE BATCH");
  }

  @Test
  void a_span_without_a_statement_tells_its_table_only() {
    Map<String, String> attributes = Map.of("db.operation.name", "DELETE", "db.sql.table", "item");

    Touch touch = extractor.extract(SqlSpan.of("", attributes)).get(0);

    assertThat(touch.type().name()).isEqualTo("item");
    assertThat(touch.keyGap()).isEqualTo(KeyGap.NO_STATEMENT);
    assertThat(extractor.extract(SqlSpan.of("", Map.of()))).isEmpty();
  }

  @Test
  void what_the_extension_states_is_the_key_of_its_table_only() {
    Map<String, String> stated =
        Map.of("racetrace.record.type", "item", "racetrace.record.key", "h:1");

    assertThat(told("update item set n = ? where id = ?", stated)).isEqualTo("UPDATE h:1");
    assertThat(told("update line set n = ? where order_id = ?", stated))
        .isEqualTo("UPDATE MANY_ROWS");
    assertThat(told("update item set n = (select n from item where id = ?) where id = ?", stated))
        .doesNotContain("h:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update item set n = ? where id = ? | UPDATE h:1",
        "select * from item where id in (?, ?) | READ NO_PARAMETERS",
        "update item set id = ? where id = ? | UPDATE NO_PARAMETERS",
        "update item set n = ? where code = ? | UPDATE MANY_ROWS",
      })
  void a_candidate_is_the_key_where_there_is_one_row_that_it_can_mean(String sql, String expected) {
    assertThat(told(sql, "racetrace.key.id", "h:1")).isEqualTo(expected);
  }

  @Test
  void keys_of_several_columns_are_not_mixed_up() {
    String sql = "select * from line where line_no = ? and order_id = ?";

    assertThat(told(SqlSpan.of(sql, "a,b", "c"))).isNotEqualTo(told(SqlSpan.of(sql, "a", "b,c")));
    assertThat(told(SqlSpan.of(sql, "a\\", "c"))).isNotEqualTo(told(SqlSpan.of(sql, "a", "\\,c")));
  }

  @Test
  void a_version_that_is_compared_is_a_guard_and_the_key_itself_is_none() {
    Touch checked =
        touch(
            SqlSpan.of("update item set version = ? where id = ? and version = ?", "4", "1", "3"));
    Touch whole = touch(SqlSpan.of("update item set id = ?, n = ? where id = ?", "1", "5", "1"));

    assertThat(checked.guards()).containsExactly(Guard.VERSION_PREDICATE);
    assertThat(checked.before().version()).isEqualTo(Version.of("3"));
    assertThat(checked.after().version()).isEqualTo(Version.of("4"));
    assertThat(whole.guards()).isEmpty();
  }

  @Test
  void a_stated_version_goes_before_what_the_statement_says() {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("racetrace.version.read", "7");
    attributes.put("db.query.parameter.0", "1");

    assertThat(touch(SqlSpan.of("select * from item where id = ?", attributes)).before().version())
        .isEqualTo(Version.of("7"));
  }

  @Test
  void literals_and_parameters_are_told_apart() {
    assertThat(touch(SqlSpan.of("select * from item where id = 7")).keySource())
        .isEqualTo(KeySource.LITERAL);
    assertThat(touch(SqlSpan.of("select * from item where id = ?", "7")).keySource())
        .isEqualTo(KeySource.PARAMETER);
  }

  @Test
  void only_a_schema_can_tell_a_key_that_is_not_named_like_one() {
    List<Span> spans =
        List.of(
            SqlSpan.of("update book set n = ? where isbn = ?", "1", "978"),
            SqlSpan.of("update book set n = ? where isbn = ? and shelf = ?", "1", "978", "a"));
    SqlAccessExtractor alone = new SqlAccessExtractor();
    SqlAccessExtractor told =
        new SqlAccessExtractor(new Schema(Map.of("book", new TreeSet<>(List.of("isbn")))));

    for (Span span : spans) {
      alone.learn(span);
      told.learn(span);
    }

    assertThat(spans)
        .allSatisfy(
            span -> {
              assertThat(alone.extract(span).get(0).keyGap()).isEqualTo(KeyGap.NO_KEY_COLUMN);
              assertThat(told.extract(span).get(0).key()).isEqualTo("978");
            });
    RecordType book = told.extract(spans.get(0)).get(0).type();
    assertThat(told.keyColumns(book)).isEqualTo("isbn (by the schema)");
    assertThat(alone.keyColumns(book)).isNull();
  }

  private String told(String sql, String attribute, String value) {
    return told(SqlSpan.of(sql, Map.of(attribute, value)));
  }

  private String told(String sql, Map<String, String> attributes) {
    return told(SqlSpan.of(sql, attributes));
  }

  private String told(Span span) {
    extractor.learn(span);
    return String.join(
        "; ",
        extractor.extract(span).stream()
            .map(
                touch ->
                    touch.operation() + " " + (touch.key() == null ? touch.keyGap() : touch.key()))
            .toList());
  }

  private Touch touch(Span span) {
    return extractor.extract(span).get(0);
  }
}
