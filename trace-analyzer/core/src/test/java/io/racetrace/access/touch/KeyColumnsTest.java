package io.racetrace.access.touch;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.RecordType;
import io.racetrace.access.Schema;
import io.racetrace.access.Store;
import io.racetrace.access.sql.SqlDialect;
import io.racetrace.access.sql.SqlParser;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyColumnsTest {

  private static final Store STORE = new Store("postgresql", "", "shop");

  private static final List<String> STATEMENTS =
      List.of(
          "update item set n = ? where id = ?",
          "update item set n = ? where tenant_id = ? and id = ?",
          "update item set n = ? where item_id = ?",
          "select * from item where id = ?",
          "select * from item where item_id = ? and tenant_id = ?",
          "select * from item where email = ? for update",
          "delete from item where order_id = ? and line_no = ?",
          "insert into item (order_id, line_no, n) values (?, ?, ?)",
          "update item set id = ? where id = ?",
          "update item set n = ? where version = ? and code = ?");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update t set n = ? where id = ? | learned [id]",
        "update t set n = ? where id = ? and version = ? | learned [id]",
        "update t set n = ? where isbn_code = ? | learned [isbn_code]",
        "select n from t where user_id = ? for update | learned [user_id]",
        "update t set n = ? where tenant_id = ? and id = ? | learned [id, tenant_id]",
        "update t set n = ? where tenant_id = ? and id = ?; select * from t where id = ?"
            + " | learned [id]",
        "update t set n = ? where a_id = ? and b_id = ? | learned [a_id, b_id]",
        "update t set n = ? where a_id = ?; update t set n = ? where b_id = ? | none",
        "update t set n = ? where a_id = ? and b_id = ?; delete from t where a_id = ? | none",
        "select * from t where id = ? | named [id]",
        "select * from t where t_id = ? | named [t_id]",
        "select * from t where t_id = ?; select * from t where id = ? | named [id]",
        "select * from t where a_id = ? | none",
        "insert into t (id, n) values (?, ?) | none",
        "update t set n = ? where name = ? | none",
        "update t set n = ? where version = ? | none",
        "update t set code = ? where code = ? | none",
        "update t set n = ? where n > ? | none",
        "update t set n = ? where id = ? or n = ? | none",
      })
  void keys_are_learned_and_else_named(String statements, String expected) {
    assertThat(told(statements.split("; ", -1))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // All lines of an order are no row.
        "select * from t where order_id = ? and line_no = ?; update t set n = ? where order_id = ?"
            + " | none",
        "insert into t (order_id, line_no) values (?, ?); delete from t where order_id = ? | none",
        "insert into t (id, order_id) values (?, ?); update t set n = ? where order_id = ? | none",
        "select * from t where id = ?; update t set n = ? where order_id = ? | named [id]",
        "insert into t (user_id, n) values (?, ?); update t set n = ? where user_id = ?"
            + " | learned [user_id]",
      })
  void what_rows_have_more_to_identify_them_is_no_key(String statements, String expected) {
    assertThat(told(statements.split("; ", -1))).isEqualTo(expected);
  }

  @Test
  void the_id_in_a_table_of_earlier_states_is_another_tables() {
    KeyColumns columns = new KeyColumns(Schema.NONE);
    RecordType type = learn(columns, "select * from orders_aud where id = ?");

    assertThat(columns.of(type)).isNull();
  }

  @Test
  void a_schema_goes_before_what_could_be_learned() {
    KeyColumns columns =
        new KeyColumns(
            new Schema(
                Map.of(
                    "shop.t",
                    new TreeSet<>(List.of("order_id", "line_no")),
                    "u",
                    new TreeSet<>())));
    RecordType type = learn(columns, "update t set n = ? where id = ?");

    assertThat(columns.of(type))
        .isEqualTo(
            new KeyKnowledge(
                new TreeSet<>(List.of("line_no", "order_id")), KeyKnowledge.How.SCHEMA));
    assertThat(columns.of(type)).hasToString("line_no, order_id (by the schema)");
    assertThat(columns.of(learn(columns, "update u set n = ? where id = ?"))).isNotNull();
  }

  @Test
  void tables_of_one_name_and_different_keys_are_told_apart_by_their_schema() {
    Schema schema =
        new Schema(
            Map.of(
                "a.t", new TreeSet<>(List.of("x")),
                "b.t", new TreeSet<>(List.of("y")),
                "t", new TreeSet<>(List.of("x"))));

    assertThat(schema.key("a.t")).containsExactly("x");
    assertThat(schema.key("b.t")).containsExactly("y");
    assertThat(schema.key("t")).isNull();
  }

  @Property(tries = 200)
  void the_order_of_statements_changes_nothing(
      @ForAll("twoOrders") Tuple2<List<String>, List<String>> orders) {
    assertThat(told(orders.get2().toArray(String[]::new)))
        .isEqualTo(told(orders.get1().toArray(String[]::new)));
  }

  @Provide
  Arbitrary<Tuple2<List<String>, List<String>>> twoOrders() {
    return Arbitraries.of(STATEMENTS)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .flatMap(list -> Arbitraries.shuffle(list).map(other -> Tuple.of(list, other)));
  }

  private static String told(String... statements) {
    KeyColumns columns = new KeyColumns(Schema.NONE);
    List<RecordType> types =
        Arrays.stream(statements).map(statement -> learn(columns, statement)).toList();
    KeyKnowledge known = columns.of(types.get(0));
    return known == null
        ? "none"
        : known.how().name().toLowerCase(java.util.Locale.ROOT) + " " + known.columns();
  }

  private static RecordType learn(KeyColumns columns, String sql) {
    var access = SqlParser.parse(sql, SqlDialect.POSTGRESQL).accesses().get(0);
    RecordType type = new RecordType(STORE, access.table());
    columns.learn(type, access);
    return type;
  }
}
