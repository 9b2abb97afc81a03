package io.racetrace.access.touch;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindParametersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "db.statement.parameters | ('42', 'ord-17')",
        "db.statement.parameters | (42, 'ord-17')",
        "db.statement.parameters | ['42', \"ord-17\"]",
        "db.statement.parameters | (Decimal('42'), UUID('ord-17'))",
        "db.postgresql.values | [\"42\",\"ord-17\"]",
        "pgx.query.parameters | [\"42\",\"ord\\u002d17\"]",
        "pgx.query.parameters | [42, \"ord-17\"]",
        "jdbc.params[0] | (42,ord-17)",
        "r2dbc.params[0] | (42,ord-17)",
      })
  void reads_every_spelling_of_a_list(String attribute, String text) {
    BindParameters parameters = parameters(2, attribute, text);

    assertThat(values(parameters, 2)).isEqualTo("42 ord-17");
    assertThat(parameters.fits()).isTrue();
    assertThat(parameters.recorded()).isTrue();
  }

  @Test
  void reads_one_attribute_for_each_value() {
    BindParameters parameters =
        parameters(3, "db.query.parameter.0", "42", "db.query.parameter.2", "ord-17");

    assertThat(values(parameters, 3)).isEqualTo("42 null ord-17");
    assertThat(parameters.fits()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"db.query.parameter.@id", "db.query.parameter.id", "db.query.parameter.:id"})
  void reads_names_with_and_without_their_sign(String attribute) {
    BindParameters parameters = parameters(0, attribute, "ord-17");

    assertThat(parameters.named("id")).isEqualTo("ord-17");
    assertThat(parameters.named("@id")).isEqualTo("ord-17");
    assertThat(parameters.named("total")).isNull();
  }

  @Test
  void names_that_contradict_each_other_tell_nothing() {
    BindParameters parameters =
        parameters(0, "db.query.parameter.@id", "1", "db.query.parameter.id", "2");

    assertThat(parameters.named("id")).isNull();
    assertThat(parameters.recorded()).isTrue();
  }

  @Test
  void reads_a_dictionary_by_name() {
    BindParameters parameters =
        parameters(0, "db.statement.parameters", "{'id': 'ord-17', 'total': 42, 'note': None}");

    assertThat(parameters.named("id")).isEqualTo("ord-17");
    assertThat(parameters.named("total")).isEqualTo("42");
    assertThat(parameters.named("note")).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void tells_no_value_where_the_statement_has_another_number_of_placeholders(int placeholders) {
    for (String attribute : List.of("db.query.parameter.1", "jdbc.params[0]")) {
      BindParameters parameters = parameters(placeholders, attribute, "(42,ord-17)");

      assertThat(values(parameters, 4)).isEqualTo("null null null null");
      assertThat(parameters.fits()).isFalse();
      assertThat(parameters.recorded()).isTrue();
    }
  }

  @Test
  void a_comma_of_a_value_never_shifts_the_values_behind_it() {
    assertThat(parameters(2, "jdbc.params[0]", "(Smith, John,ord-17)").fits()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "db.statement.parameters | ('42', 'ord-17",
        "db.statement.parameters | ('42', 'ord-17'",
        "db.statement.parameters | ('42' 'ord-17')",
        "db.statement.parameters | ('42', 'ord-17') ...",
        "db.statement.parameters | ('42', 'ord-\\",
        "db.statement.parameters | ('42', 'ord-\\xZZ')",
        "db.statement.parameters | ('42', 'ord-\\N{DASH}17')",
        "db.statement.parameters | ('42', ((((",
        "db.statement.parameters | 42, ord-17",
        "db.statement.parameters | ``",
        "db.postgresql.values | 42,ord-17",
        "db.postgresql.values | [\"42\",\"ord-17\"",
        "db.postgresql.values | [\"42\",\"ord-17",
        "db.postgresql.values | [\"42\",]",
        "db.postgresql.values | [\"42\",[\"ord-17\"]]",
        "db.postgresql.values | [\"42\",\"ord-17\"] ...",
        "jdbc.params[0] | 42,ord-17",
        "jdbc.params[0] | (42,ord-17",
        "jdbc.params[0] | (42,(ord-17))",
        "jdbc.params[0] | (42,ord-17),(43,ord-18)",
      })
  void what_is_cut_off_or_quoted_wrongly_tells_nothing(String attribute, String text) {
    for (int placeholders = 1; placeholders < 4; placeholders++) {
      BindParameters parameters = parameters(placeholders, attribute, text);

      assertThat(values(parameters, 4)).isEqualTo("null null null null");
      assertThat(parameters.fits()).isFalse();
      assertThat(parameters.recorded()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "db.statement.parameters | (None, 'ord-17')",
        "db.statement.parameters | (b'\\x00', 'ord-17')",
        "db.statement.parameters | (datetime.date(2026, 1, 2), 'ord-17')",
        "db.statement.parameters | (['a', ')'], 'ord-17')",
        "db.statement.parameters | (<object at 0x7f>, 'ord-17')",
        "db.statement.parameters | (1e400, 'ord-17')",
        "db.postgresql.values | [\"null\",\"ord-17\"]",
        "db.postgresql.values | [null,\"ord-17\"]",
        "pgx.query.parameters | [\"<nil>\",\"ord-17\"]",
        "pgx.query.parameters | [\"0xc000012340\",\"ord-17\"]",
        "pgx.query.parameters | [\"{Bytes:[1 2] Valid:true}\",\"ord-17\"]",
        "pgx.query.parameters | [\"map[id:1]\",\"ord-17\"]",
        "jdbc.params[0] | (NULL,ord-17)",
        "jdbc.params[0] | (null,ord-17)",
        "jdbc.params[0] | ([B@1b2c3d,ord-17)",
      })
  void a_null_or_an_object_is_not_a_value(String attribute, String text) {
    BindParameters parameters = parameters(2, attribute, text);

    assertThat(parameters.at(0)).isNull();
    assertThat(parameters.at(1)).isIn("ord-17", null);
  }

  @Test
  void reads_escapes() {
    assertThat(
            values(
                parameters(
                    3, "db.statement.parameters", "('O\\'Hara\\\\', \"d'Or\", '\\xe9\\u20ac\\n')"),
                3))
        .isEqualTo("O'Hara\\ d'Or é€\n");
    assertThat(
            values(parameters(2, "db.postgresql.values", "[\"a\\\"\\\\\\/b\",\"\\u00e9\\n\"]"), 2))
        .isEqualTo("a\"\\/b é\n");
  }

  @Test
  void a_single_value_is_a_list() {
    assertThat(parameters(1, "db.statement.parameters", "('ord-17',)").at(0)).isEqualTo("ord-17");
    assertThat(parameters(1, "jdbc.params[0]", "(ord-17)").at(0)).isEqualTo("ord-17");
  }

  @Test
  void an_empty_list_fits_a_statement_without_placeholders() {
    assertThat(parameters(0, "db.statement.parameters", "()").fits()).isTrue();
    assertThat(parameters(0, "db.postgresql.values", "[]").fits()).isTrue();
    assertThat(parameters(0, "jdbc.params[0]", "()").fits()).isTrue();
    assertThat(parameters(1, "jdbc.params[0]", "()").fits()).isFalse();
  }

  @Test
  void the_values_of_a_batch_are_nobody_s() {
    assertThat(
            values(
                parameters(2, "db.statement.parameters", "[('42', 'ord-17'), ('43', 'ord-18')]"),
                2))
        .isEqualTo("null null");
    assertThat(parameters(1, "jdbc.params[0]", "(42)", "jdbc.params[1]", "(43)").at(0)).isNull();
    assertThat(parameters(1, "jdbc.params[0]", "(42)", "jdbc.query[1]", "select 1").at(0)).isNull();
  }

  @Test
  void a_span_without_parameters_says_so() {
    assertThat(parameters(1, "db.statement", "select ?").recorded()).isFalse();
    assertThat(parameters(1, "db.statement", "select ?").fits()).isFalse();
    assertThat(parameters(0, "db.statement", "select 1").fits()).isTrue();
  }

  @Test
  void a_list_longer_than_anyone_binds_is_not_read() {
    String text = "('" + "x".repeat(70_000) + "',)";

    assertThat(parameters(1, "db.statement.parameters", text).at(0)).isNull();
    assertThat(parameters(1, "db.postgresql.values", "[\"" + text + "\"]").at(0)).isNull();
    assertThat(parameters(1, "jdbc.params[0]", "(" + "x".repeat(70_000) + ")").at(0)).isNull();
  }

  @Test
  void nesting_without_end_ends() {
    String text = "(" + "[".repeat(60_000);

    assertThat(parameters(1, "db.statement.parameters", text).fits()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pgx.rows_affected", "jdbc.row-affected", "db.rows_affected"})
  void reads_how_many_rows_were_changed(String attribute) {
    assertThat(BindParameters.rowsAffected(span(Map.of(attribute, "0")))).isZero();
    assertThat(BindParameters.rowsAffected(span(Map.of(attribute, "3")))).isEqualTo(3);
    assertThat(BindParameters.rowsAffected(span(Map.of(attribute, "-1")))).isNull();
    assertThat(BindParameters.rowsAffected(span(Map.of(attribute, "[1, 1]")))).isNull();
    assertThat(BindParameters.rowsAffected(span(Map.of()))).isNull();
    assertThat(BindParameters.uses(attribute)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db.query.parameter.0",
        "db.query.parameter.@id",
        "db.statement.parameters",
        "db.postgresql.values",
        "pgx.query.parameters",
        "jdbc.params[0]",
        "jdbc.params[1]",
        "r2dbc.params[0]"
      })
  void asks_for_the_attributes_that_it_reads(String attribute) {
    assertThat(BindParameters.uses(attribute)).isTrue();
  }

  private static String values(BindParameters parameters, int count) {
    return String.join(
        " ", IntStream.range(0, count).mapToObj(i -> String.valueOf(parameters.at(i))).toList());
  }

  private static BindParameters parameters(int placeholders, String attribute, String value) {
    return BindParameters.of(span(Map.of(attribute, value)), placeholders);
  }

  private static BindParameters parameters(
      int placeholders, String attribute, String value, String another, String itsValue) {
    return BindParameters.of(span(Map.of(attribute, value, another, itsValue)), placeholders);
  }

  private static Span span(Map<String, String> attributes) {
    return new Span(
        new TraceId(0, 1),
        new SpanId(1),
        null,
        new ServiceInstance("orders", "1"),
        SpanKind.CLIENT,
        "query",
        new Interval(1, 2),
        SpanStatus.UNSET,
        attributes,
        List.of());
  }
}
