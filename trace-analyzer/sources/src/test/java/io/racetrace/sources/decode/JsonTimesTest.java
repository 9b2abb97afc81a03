package io.racetrace.sources.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTimesTest {

  @ParameterizedTest
  @CsvSource({
    "0.022938s, 22938000",
    "22938000ns, 22938000",
    "22938us, 22938000",
    "22938\u00b5s, 22938000",
    "22.938ms, 22938000",
    "-1s, -1000000000"
  })
  void a_length_of_time_is_read_in_whichever_unit(String text, long nanos) {
    assertThat(JsonTimes.duration(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "s", "5", "1h", "1e", "1e2147483647", "1e-2147483647", "1e999999999", "NaN"})
  void what_is_no_number_or_too_large_for_one_is_told_at_once(String text) {
    assertThat(JsonTimes.decimal(text.replaceAll("[sh]", "x"), 3))
        .isIn(JsonTimes.UNREADABLE, 5000L);
    assertThat(JsonTimes.duration(text + "x")).isEqualTo(JsonTimes.UNREADABLE);
  }

  @Test
  void a_number_of_a_million_digits_is_not_worked_out() {
    assertThat(JsonTimes.decimal("9".repeat(20_000_000), 0)).isEqualTo(JsonTimes.UNREADABLE);
  }

  @ParameterizedTest
  @CsvSource({"1.7e18, 1700000000000000000", "1700000000.000, 1700000000", "0e400, 0"})
  void a_point_and_an_exponent_do_not_matter(String text, long number) {
    assertThat(JsonTimes.decimal(text, 0)).isEqualTo(number);
  }
}
