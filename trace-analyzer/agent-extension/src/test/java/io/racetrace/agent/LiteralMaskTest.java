package io.racetrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralMaskTest {

  private static final String SECRET = "Obermueller";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POSTGRESQL | select * from t where a = 'x'          | select * from t where a = ?",
        "POSTGRESQL | select 'it''s', b from t1              | select ?, b from t1",
        "POSTGRESQL | where a1_0.id=42 and b=-1.5e-3         | where a1_0.id=? and b=-?",
        "POSTGRESQL | where id=$1 and v = ?::bigint          | where id=$1 and v = ?::bigint",
        "POSTGRESQL | set a = E'it\\'s' where id = 7         | set a = ? where id = ?",
        "POSTGRESQL | set a = $$it's$$, b = $x$ y $$ z $x$   | set a = ?, b = ?",
        "POSTGRESQL | set a = U&'d\\0061t' , b = B'01'       | set a = ? , b = ?",
        "POSTGRESQL | select \"Order\".\"a'b\" from \"Order\"  | select \"Order\".\"a'b\" from \"Order\"",
        "POSTGRESQL | array['a', 'b'] #> 5                   | array[?, ?] #> ?",
        "POSTGRESQL | a /* it's */ = 1 -- 'b¶ and c = 'd'   | a /**/ = ? ¶ and c = ?",
        "POSTGRESQL | a = date'2026-01-01'                   | a = date?",
        "POSTGRESQL | a = 'open                              | a = ?",
        "MYSQL      | set a = \"x\", b = 0xFF                | set a = ?, b = ?",
        "MYSQL      | a = 'b' # it's¶ and c = 'd'           | a = ? ¶ and c = ?",
        "MYSQL      | a = 5--3 and b = _utf8'x'              | a = ?--? and b = _utf8?",
        "MYSQL      | a = X'00ff' and b = n'x'               | a = ? and b = ?",
        "ORACLE     | a = q'[it's]' and b = nq'!x!'          | a = ? and b = ?",
        "ORACLE     | a = :1 and b = :name                   | a = :? and b = :name",
        "SQL_SERVER | [it's] = N'x' and #t.a = @p1           | [it's] = ? and #t.a = @p1",
        "OTHER      | a = \"x\" and b = 1                    | a = ? and b = ?",
      })
  void only_literals_become_question_marks(Quoting dialect, String sql, String masked) {
    assertThat(LiteralMask.mask(lines(sql), dialect)).isEqualTo(lines(masked));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // A backslash escapes here and not there; comments nest here and not there.
        "MYSQL      | a = 'x\\' or b = 'Obermueller'",
        "MYSQL      | a = 'x\\'Obermueller'",
        "POSTGRESQL | a = 'x\\' or b = 'Obermueller'",
        "POSTGRESQL | a = E'x\\'Obermueller'",
        "POSTGRESQL | /* a /* b */ 'x */ Obermueller' */",
        "OTHER      | /* a /* b */ 'x */ Obermueller' */",
        "MYSQL      | /*! a = 'b*/ Obermueller' */",
        "MYSQL      | a = 5--'x¶ Obermueller'",
        "OTHER      | a = 5--'x¶ Obermueller'",
        "OTHER      | a = 1 # it's¶ b = 'Obermueller'",
        "MYSQL      | a#it's¶ = 'Obermueller'",
        "OTHER      | [it's] = 'Obermueller'",
        "STANDARD   | [it's] = 'Obermueller'",
        "OTHER      | a = $$it's Obermueller$$",
        "OTHER      | a = q'[it's Obermueller]'",
        "POSTGRESQL | a = $x$ Obermueller $y$",
        "OTHER      | a = \"Obermueller",
      })
  void what_can_be_read_in_two_ways_is_masked(Quoting dialect, String sql) {
    assertThat(LiteralMask.mask(lines(sql), dialect)).doesNotContain(SECRET);
  }

  /** A source in one line. */
  private static String lines(String text) {
    return text.replace('¶', '\n');
  }

  @Test
  void backquotes_hold_names_where_they_are_quotes() {
    assertThat(LiteralMask.mask("`it's` = 'b'", Quoting.MYSQL)).isEqualTo("`it's` = ?");
    assertThat(LiteralMask.mask("`it's` = 'Obermueller'", Quoting.OTHER)).isEqualTo("?");
    assertThat(LiteralMask.mask("a ` 'Obermueller' ` b", Quoting.POSTGRESQL))
        .doesNotContain(SECRET);
  }

  /** A literal between any fragments that close what they open. */
  @Property(tries = 2000)
  void noLiteralGetsThrough(
      @ForAll("fragments") List<String> before,
      @ForAll("literals") String literal,
      @ForAll("fragments") List<String> after,
      @ForAll Quoting dialect) {
    String sql = String.join(" ", before) + " = " + literal + " " + String.join(" ", after);
    assertThat(LiteralMask.mask(sql, dialect)).doesNotContain(SECRET).doesNotContain("4711");
  }

  @Provide
  Arbitrary<List<String>> fragments() {
    return Arbitraries.of(
            "select",
            "a1_0.b",
            "?",
            "$1",
            "(",
            "'it''s'",
            "'C:\\'",
            "E'a\\'b'",
            "$$it's$$",
            "q'[it's]'",
            "\"a b\"",
            "`c`",
            "[d]",
            "/* it's */",
            "-- it's\n",
            "# its\n",
            "N'x'",
            "0x1F",
            "--",
            "::",
            "||")
        .list()
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> literals() {
    return Arbitraries.of(
        "'Obermueller'",
        "N'Obermueller'",
        "E'x\\n Obermueller'",
        "'it''s Obermueller'",
        "4711",
        "-4711.5",
        "0x4711",
        "4711e4",
        ".4711");
  }
}
