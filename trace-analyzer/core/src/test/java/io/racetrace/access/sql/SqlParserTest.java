package io.racetrace.access.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.sql.StatementCorpus.Case;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SqlParserTest {

  @Property
  void no_text_makes_it_fail(@ForAll String sql, @ForAll SqlDialect dialect) {
    for (String verb : List.of("", "update ", "merge into t using ", "select get_lock(")) {
      assertThat(SqlParser.parse(verb + sql, dialect).shape()).isNotNull();
    }
  }

  @Property(tries = 3000)
  void no_damaged_statement_makes_it_fail(@ForAll("damaged") Damaged damaged) {
    SqlStatement statement = SqlParser.parse(damaged.text(), damaged.dialect());
    assertThat(statement.accesses()).allSatisfy(access -> assertThat(access.table()).isNotBlank());
  }

  @Property(tries = 1000)
  void a_statement_that_is_cut_off_inside_a_string_has_no_key(
      @ForAll("wholeNames") String name, @ForAll SqlDialect dialect) {
    String text = "update t set a = 1 where id = ? and name = '" + name;
    assertThat(SqlParser.parse(text, dialect).understood()).isFalse();
    assertThat(SqlParser.parse(text, dialect).accesses()).isEmpty();
  }

  record Damaged(String text, SqlDialect dialect) {}

  @Provide
  Arbitrary<String> wholeNames() {
    return Arbitraries.strings().alpha().ofMaxLength(10);
  }

  @Provide
  Arbitrary<Damaged> damaged() throws IOException {
    List<Case> cases = StatementCorpus.all();
    return Combinators.combine(
            Arbitraries.of(cases),
            Arbitraries.integers().between(0, 300),
            Arbitraries.integers().between(0, 40),
            Arbitraries.of("", "'", "\"", "(", ")", "/*", "--", "?", ",", "\\", "$$", " or 1=1 "))
        .as(
            (one, at, length, instead) -> {
              String text = one.text();
              int from = Math.min(at, text.length());
              int to = Math.min(from + length, text.length());
              return new Damaged(
                  text.substring(0, from) + instead + text.substring(to),
                  StatementCorpus.dialect(one));
            });
  }

  @Test
  void the_shape_has_no_values_in_it() {
    assertThat(SqlParser.parse("UPDATE t SET x = 'secret' WHERE id = 42", SqlDialect.OTHER).shape())
        .isEqualTo("update t set x = ? where id = ?");
  }
}
