package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

  @ParameterizedTest
  @CsvSource({
    "gr\u00f6\u00dfe, gr\u00f6\u00dfe",
    "1 \u00b5s, 1 \u00b5s",
    "\u0438\u043c\u044f, \u0438\u043c\u044f",
    "a\u001b[31mb, a?[31mb",
    "a\u202eb, a?b",
    "a\u05d0b, a?b",
    "a\u0301b, a?b",
    "a\u009bb, a?b",
    "\u5546\u54c1, ??",
    "\ud83d\ude00, ??",
  })
  void letters_that_take_one_column_are_kept_and_what_steers_a_terminal_is_not(
      String raw, String shown) {
    assertThat(Printable.text(raw)).isEqualTo(shown);
  }

  @Property
  void a_cell_is_as_wide_as_it_should_be_whatever_is_in_it(@ForAll String raw) {
    assertThat(Printable.cell(raw, 12)).hasSize(12).matches("[ -~\\p{IsAlphabetic}\\p{IsDigit}]*");
  }
}
