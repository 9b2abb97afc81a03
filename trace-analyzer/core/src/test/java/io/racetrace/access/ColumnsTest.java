package io.racetrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version",
        "lock_version",
        "rowversion",
        "row_version",
        "opt_lock",
        "optlock",
        "version_no",
        "xmin",
        "concurrencystamp",
        "concurrency_stamp"
      })
  void what_mappers_check_is_a_version(String column) {
    assertThat(Columns.isVersion(column)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"conversion", "diversion", "versions", "stamp", "id", "revenue", "xmine"})
  void what_only_looks_like_one_is_none(String column) {
    assertThat(Columns.isVersion(column)).isFalse();
  }
}
