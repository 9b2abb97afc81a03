package io.racetrace.access.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.sql.SqlStatements.SqlText;
import io.racetrace.access.sql.StatementCorpus.Case;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlStatementsTest {

  private final SqlStatements statements = new SqlStatements(SqlDialect.POSTGRESQL);

  @Test
  void texts_that_differ_in_literals_share_what_was_read_and_keep_their_values() {
    SqlText one = statements.read("update t set a = 'x' where id = 1");
    SqlText other = statements.read("update  t  SET a = 'it''s' where id = 234");
    assertThat(other.statement()).isSameAs(one.statement());
    assertThat(one.literals()).containsExactly("x", "1");
    assertThat(other.literals()).containsExactly("it's", "234");
  }

  @Test
  void a_literal_and_a_parameter_are_not_the_same() {
    assertThat(statements.read("select a from t where id = ?").statement())
        .isNotSameAs(statements.read("select a from t where id = 1").statement());
  }

  @Test
  void quoted_names_are_told_from_words_and_strings() {
    assertThat(statements.read("select a from \"T\" where id = 1").statement())
        .isNotEqualTo(statements.read("select a from t where id = 1").statement());
    assertThat(statements.read("select a from t where id = \"x\"").statement())
        .isNotEqualTo(statements.read("select a from t where id = 'x'").statement());
  }

  @Test
  void a_text_that_is_cut_off_is_not_taken_for_the_whole_one() {
    assertThat(statements.read("select a from t where id = 'x'").statement().understood()).isTrue();
    assertThat(statements.read("select a from t where id = 'x").statement().understood()).isFalse();
    assertThat(statements.read("select a from t where id = 'x'").statement().understood()).isTrue();
  }

  @Test
  void what_is_cached_is_what_is_read_the_first_time() throws IOException {
    for (Case one : StatementCorpus.all()) {
      SqlStatements fresh = new SqlStatements(StatementCorpus.dialect(one));
      SqlText first = fresh.read(one.text());
      assertThat(fresh.read(one.text())).as(one.toString()).isEqualTo(first);
      assertThat(first.statement())
          .isEqualTo(SqlParser.parse(one.text(), StatementCorpus.dialect(one)));
    }
  }

  @Test
  void a_flood_of_literals_leaves_one_statement() {
    SqlStatement first = statements.read("update t set a = 'value 0' where id = 0").statement();
    for (int i = 0; i < 100_000; i++) {
      SqlText read = statements.read("update t set a = 'value " + i + "' where id = " + i);
      assertThat(read.statement()).isSameAs(first);
    }
    assertThat(statements.size()).isEqualTo(1);
  }

  @Test
  void a_flood_of_texts_is_not_kept() {
    for (int i = 0; i < 50_000; i++) {
      statements.read("update t" + i + " set a = ? where id = ?");
    }
    assertThat(statements.size()).isLessThanOrEqualTo(SqlStatements.MOST);
    assertThat(statements.read("x".repeat(100_000)).statement().understood()).isFalse();
  }

  @Test
  void a_flood_of_long_texts_is_not_kept_either() {
    String name = "c".repeat(15_000);
    for (int i = 0; i < 1_000; i++) {
      statements.read("select a from t" + i + " where " + name + " = ?");
      statements.read("select a from t where id = " + i + " and b = '" + "x".repeat(900) + "'");
    }
    assertThat(statements.characters())
        .isLessThanOrEqualTo(2L * SqlStatements.MOST_CHARACTERS + SqlStatements.SLOTS * 1_024L);
    assertThat(statements.size()).isLessThan(1_000);
  }

  @Test
  void ten_thousand_shapes_are_kept_however_often_all_of_them_come() {
    SqlStatement[] first = new SqlStatement[10_000];
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < first.length; i++) {
        SqlStatement read = statements.read("update t" + i + " set a = ? where id = ?").statement();
        if (round == 0) {
          first[i] = read;
        }
        assertThat(read).isSameAs(first[i]);
      }
    }
  }

  @Test
  void a_text_with_a_constant_in_it_is_read_once() {
    String text = "update t set version = version + 1 where id = ?";
    SqlText first = statements.read(text);
    assertThat(statements.read(new String(text.toCharArray()))).isSameAs(first);
  }

  @Test
  void a_list_of_any_length_is_read() {
    String list = String.join(", ", java.util.Collections.nCopies(20_000, "?"));
    SqlText read = statements.read("select a from t where id in (" + list + ")");
    assertThat(read.statement().accesses())
        .singleElement()
        .satisfies(access -> assertThat(access.where()).isEmpty());
    assertThat(List.of(read.statement().placeholders())).containsExactly(20_000);
  }
}
