package io.racetrace.access.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.sql.SqlStatement.Verb;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlParserTest {

  @Test
  void a_select_by_key_tells_its_table_and_key() {
    SqlStatement statement = SqlParser.parse("SELECT a.balance FROM shop.Account a WHERE a.id = ?");
    assertThat(statement.verb()).isEqualTo(Verb.SELECT);
    assertThat(statement.table()).isEqualTo("shop.account");
    assertThat(statement.equalities()).isEqualTo(Map.of("id", new Operand.Parameter(0)));
    assertThat(statement.understood()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from t where id = ? for update",
        "select * from t where id = ? FOR NO KEY UPDATE SKIP LOCKED",
        "select * from t where id = ? order by x limit 1 for share"
      })
  void a_lock_clause_is_seen(String sql) {
    assertThat(SqlParser.parse(sql).locksRows()).isTrue();
    assertThat(SqlParser.parse(sql).equalities()).containsKey("id");
  }

  @Test
  void an_update_tells_what_is_set_and_from_what() {
    SqlStatement statement =
        SqlParser.parse(
            "UPDATE account SET balance = balance + ?, name = 'x', version = version + 1,"
                + " seen = now() WHERE id = $4 AND version = $5 RETURNING version");
    assertThat(statement.assignments())
        .containsEntry("balance", new Operand.Relative(new Operand.Parameter(0), false))
        .containsEntry("name", new Operand.Literal("x"))
        .containsEntry("version", new Operand.Relative(new Operand.Literal("1"), false))
        .containsEntry("seen", new Operand.StoreClock());
    assertThat(statement.equalities())
        .containsEntry("id", new Operand.Parameter(3))
        .containsEntry("version", new Operand.Parameter(4));
    assertThat(statement.understood()).isTrue();
  }

  @Test
  void a_condition_that_is_no_equality_is_seen_too() {
    SqlStatement statement = SqlParser.parse("update t set n = n - 1 where id = ? and n > 0");
    assertThat(statement.compared()).containsExactly("n");
    assertThat(statement.equalities()).containsOnlyKeys("id");
  }

  @Test
  void an_amount_after_something_else_is_not_taken_for_a_plain_increment() {
    SqlStatement statement = SqlParser.parse("update t set x = y - x + ? where id = ?");
    assertThat(statement.assignments()).containsEntry("x", new Operand.SelfReference());
  }

  @Test
  void an_insert_tells_what_the_row_equals() {
    SqlStatement statement =
        SqlParser.parse("insert into t (id, \"Name\") values (?, 'x') on conflict do nothing");
    assertThat(statement.equalities())
        .isEqualTo(Map.of("id", new Operand.Parameter(0), "Name", new Operand.Literal("x")));
    assertThat(statement.keepsExisting()).isTrue();
    assertThat(statement.understood()).isTrue();
  }

  @Test
  void an_upsert_tells_what_it_sets() {
    SqlStatement statement =
        SqlParser.parse(
            "insert into t (id, n) values (?, ?) on conflict (id) do update set n = t.n + ?");
    assertThat(statement.assignments())
        .containsEntry("n", new Operand.Relative(new Operand.Parameter(2), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update t set x = ? where id = ? or other = ?",
        "update t set x = ? where id in (?, ?)",
        "update t set x = (select max(y) from u) where id = ?",
        "update t set x = u.x from u where t.id = u.id",
        "select * from t join u on t.id = u.id where t.id = ?",
        "select * from t, u where t.id = ?",
        "select * from t where id = any(?)",
        "delete from t using u where t.id = u.id",
        "insert into t (id) values (?), (?)",
        "insert into t select * from u",
        "with x as (select 1) update t set a = 1",
        "merge into t using u on (t.id = u.id) when matched then update set x = 1",
        "call transfer(?, ?)"
      })
  void what_is_not_read_whole_gives_no_key(String sql) {
    SqlStatement statement = SqlParser.parse(sql);
    assertThat(statement.understood()).isFalse();
    assertThat(statement.equalities()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"COMMIT", "begin", "SET TRANSACTION READ ONLY", "", "  ", "/* ping */"})
  void what_touches_no_row_is_told_apart(String sql) {
    assertThat(SqlParser.parse(sql).verb()).isEqualTo(Verb.NONE);
  }

  @Test
  void the_shape_has_no_values_in_it() {
    assertThat(SqlParser.parse("UPDATE t SET x = 'secret' WHERE id = 42").shape())
        .isEqualTo("update t set x = ? where id = ?");
  }

  @Property
  void no_text_makes_it_fail(@ForAll String sql) {
    assertThat(SqlParser.parse("update " + sql).verb()).isEqualTo(Verb.UPDATE);
    assertThat(SqlParser.parse(sql)).isNotNull();
  }
}
