package io.racetrace.fullsql;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.sql.DeclinedStatements;
import io.racetrace.access.sql.SqlDialect;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatements;
import io.racetrace.access.sql.TableAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FullSqlParserTest {

  private static final Map<String, SqlDialect> CORPUS =
      Map.of(
          "postgresql.txt", SqlDialect.POSTGRESQL,
          "mysql.txt", SqlDialect.MYSQL,
          "sqlserver.txt", SqlDialect.SQLSERVER,
          "oracle.txt", SqlDialect.ORACLE,
          "sqlite.txt", SqlDialect.SQLITE,
          "h2.txt", SqlDialect.H2);

  private final FullSqlParser parser = new FullSqlParser();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select * from a join s.b on a.x = b.x | SELECT a, SELECT s.b",
        "update a set x = ? where y in ( select y from b ) | UPDATE a, SELECT b",
        "insert into a ( x ) select x from b | INSERT a, SELECT b",
        "insert into a ( x ) values ( ? ) on conflict ( x ) do update set x = ? | UPSERT a",
        "delete from a where x = ? | DELETE a",
        "merge into a using b on ( a.x = b.x ) when matched then update set x = ? "
            + "| MERGE a, SELECT b",
        "truncate table a | TRUNCATE a",
        "update o set x = ? from orders o where o.y = ? | UPDATE orders",
        "delete o from orders o join b on o.x = b.x | DELETE orders, SELECT b",
        "with q as ( select x from jobs ) update q set x = ? | UPDATE jobs",
        "with q as ( select x from a join b on a.x = b.x ) update q set x = ? |",
        "with q as ( update a set x = ? returning x ) select * from q | UPDATE a",
        "update \"My \"\"own\"\" table\" set x = ? | UPDATE My \"own\" table",
        "update a set x = ? ; delete from b where x = ? | UPDATE a, DELETE b",
        "update a set x = ? ; rubbish |",
        "call p ( ? ) |",
        "begin update a set x = ? ; end |",
        "create table a ( x int ) |",
        "copy a ( x ) from stdin |",
        "execute p ( ? ) |"
      })
  void tables_have_the_verb_of_what_is_done_to_them(String text, String expected) {
    assertThat(String.join(", ", names(parser.tables(text, SqlDialect.OTHER))))
        .isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void what_the_core_declines_gets_its_tables_and_nothing_else() {
    SqlStatement read =
        statement(
            SqlDialect.OTHER,
            parser,
            "update T for portion of p from '2020-01-01' to '2021-01-01' set a = 1 where id = 2");
    assertThat(read.understood()).isFalse();
    assertThat(read.accesses()).isEmpty();
    assertThat(names(read.doubtful())).containsExactly("UPDATE t");
    assertThat(read.doubtful().get(0).where()).isEmpty();
    assertThat(read.doubtful().get(0).assigned()).isEmpty();
  }

  @Test
  void one_statement_is_asked_about_once_whatever_its_literals() {
    List<String> asked = new ArrayList<>();
    DeclinedStatements counting =
        (text, dialect) -> {
          asked.add(text);
          return parser.tables(text, dialect);
        };
    SqlStatements statements = new SqlStatements(SqlDialect.OTHER, counting);
    for (int i = 0; i < 100; i++) {
      String text = "select * except (a) from t where b = " + i + " and c = 'it''s " + i + "'";
      assertThat(names(statements.read(text).statement().doubtful())).containsExactly("SELECT t");
      statements.read("select * except (a) from t where b = ?");
      statements.read("select a from t where b = ?");
    }
    assertThat(asked)
        .containsExactly(
            "select * except ( a ) from t where b = 1 and c = 'x'",
            "select * except ( a ) from t where b = ?");
  }

  @Test
  void nothing_of_the_corpus_is_given_a_table_that_its_manual_does_not_know() throws IOException {
    int declined = 0;
    for (Map.Entry<String, SqlDialect> file : CORPUS.entrySet()) {
      for (String block : corpus(file.getKey()).split("\n\\s*\n", -1)) {
        List<String> expected = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (String line : block.lines().toList()) {
          if (line.startsWith("=> ")) {
            expected.add(line.substring(3));
          } else if (!line.startsWith("# ")) {
            text.append(line).append('\n');
          }
        }
        SqlStatement alone =
            statement(file.getValue(), DeclinedStatements.UNKNOWN, text.toString());
        if (alone.understood()) {
          continue;
        }
        declined++;
        List<String> found =
            new ArrayList<>(names(statement(file.getValue(), parser, text.toString()).doubtful()));
        found.removeAll(names(alone.doubtful()));
        for (String table : found) {
          String words = table.toLowerCase(java.util.Locale.ROOT);
          assertThat(text.toString()).contains(words.substring(words.indexOf(' ') + 1));
          assertThat(expected).as(text + " gives " + table).doesNotContain("none");
        }
      }
    }
    assertThat(declined).isGreaterThan(40);
  }

  @Test
  void a_statement_that_takes_too_long_is_left_and_a_few_of_them_end_it_all() {
    FullSqlParser hurried = new FullSqlParser(Duration.ZERO);
    String text = "select * from " + "( select * from ".repeat(7) + "t" + " ) x".repeat(7);
    assertThat(parser.tables(text, SqlDialect.OTHER)).isNotEmpty();
    assertThat(hurried.gaveUp()).isFalse();
    while (!hurried.gaveUp()) {
      // More often than the limit says: its thread can be quicker than no time at all.
      hurried.tables(text, SqlDialect.OTHER);
    }
    assertThat(hurried.tables("select a from t", SqlDialect.OTHER)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"( | )", "f ( | )", "case when a = 1 then | end", "[ | ]", "{ fn f ( | ) }"})
  void deep_nesting_is_not_read_at_all(String pair) {
    FullSqlParser hurried = new FullSqlParser(Duration.ZERO);
    String[] sides = pair.split("\\|", -1);
    int depth = FullSqlParser.DEEPEST_NESTING + 1;
    String text =
        "update t set a = " + sides[0].repeat(depth) + " 1 " + sides[1].repeat(depth) + " where b";
    for (int i = 0; i < 2 * FullSqlParser.MOST_OVERRUNS; i++) {
      assertThat(hurried.tables(text, SqlDialect.OTHER)).isEmpty();
    }
    assertThat(hurried.gaveUp()).as("whether it was tried").isFalse();
  }

  @Test
  void long_texts_are_not_read_at_all() {
    String text = "select a from t where " + "a = 1 and ".repeat(1_000) + "a = 1";
    assertThat(parser.tables(text, SqlDialect.OTHER)).isEmpty();
    assertThat(names(parser.tables("select a from t where a = 1", SqlDialect.OTHER)))
        .containsExactly("SELECT t");
  }

  @Test
  void rubbish_has_no_tables() {
    for (String text : List.of("", ";", "\"", "'", "\u0000", "select", "((((", "))))", "???")) {
      assertThat(parser.tables(text, SqlDialect.OTHER)).as(text).isEmpty();
    }
  }

  private static SqlStatement statement(
      SqlDialect dialect, DeclinedStatements declined, String text) {
    return new SqlStatements(dialect, declined).read(text).statement();
  }

  private static List<String> names(List<TableAccess> tables) {
    return tables.stream().map(table -> table.verb() + " " + table.table()).toList();
  }

  private static String corpus(String file) throws IOException {
    try (InputStream in = SqlStatements.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
