package io.racetrace.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ot=th:0 | 1 | false",
        "ot=th:8 | 0.5 | false",
        "ot=th:c | 0.25 | false",
        "ot=th:e66666666666666 | none | false",
        "ot=th:e6666666666666 | 0.1 | false",
        "a=b,ot=th:c;rv:0123456789abcd | 0.25 | true",
        "a=b , ot=rv:0123456789abcd;th:fd70a3d70a3d71,c=d | 0.01 | true",
      })
  void a_threshold_is_a_probability(String traceState, String probability, boolean explicit) {
    Sampling sampling = Sampling.of(traceState);
    if (probability.equals("none")) {
      assertThat(sampling).isNull();
      return;
    }
    assertThat(Objects.requireNonNull(sampling).probability())
        .isCloseTo(Double.parseDouble(probability), org.assertj.core.data.Offset.offset(1e-9));
    assertThat(sampling.explicitRandomness()).isEqualTo(explicit);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "ot=",
        "ot=rv:0123456789abcd",
        "ot=th:",
        "ot=th:xyz",
        "ot=th:C",
        "bot=th:c",
        "x=ot=th:c",
        "ot=path:c",
        "ot=th:123456789abcdef",
        "a=th:c"
      })
  void what_does_not_speak_of_sampling_says_nothing(
      @org.jspecify.annotations.Nullable String traceState) {
    assertThat(Sampling.of(traceState)).isNull();
  }

  @Test
  void of_two_the_one_that_keeps_less_is_told() {
    Sampling half = new Sampling(1L << 55, false);
    Sampling all = new Sampling(0, true);

    assertThat(half.rarer(all)).isEqualTo(new Sampling(1L << 55, true)).isEqualTo(all.rarer(half));
  }

  @Test
  void a_threshold_has_56_bits() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Sampling(-1, false));
    assertThatIllegalArgumentException().isThrownBy(() -> new Sampling(1L << 56, false));
  }
}
