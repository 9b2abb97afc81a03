package io.racetrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyHashTest {

  private static final String UUID = "0b5d8d3e-35a5-4a0c-9b54-70b2c1f0a3f1";

  private final KeyHash one = KeyHash.of(null);
  private final KeyHash other = KeyHash.of(null);

  @Test
  void a_hash_is_twenty_hex_digits() {
    assertThat(one.hash("id", false, "42")).matches("[0-9a-f]{20}");
    assertThat(one.hash("id", false, "42")).isNotEqualTo(one.hash("id", false, "43"));
  }

  @Test
  void without_a_salt_surrogate_ids_of_two_processes_can_be_compared() {
    assertThat(one.hash("id", false, "42")).isEqualTo(other.hash("owner_id", false, "42"));
    assertThat(one.hash("id", false, UUID)).isEqualTo(other.hash("id", false, UUID));
    assertThat(one.hash("order_no", true, "7")).isEqualTo(other.hash("order_no", true, "7"));
  }

  @Test
  void without_a_salt_nothing_else_can_be_guessed() {
    assertThat(one.hash("id", false, "a@b.c")).isNotEqualTo(other.hash("id", false, "a@b.c"));
    assertThat(one.hash("id", false, "042")).isNotEqualTo(other.hash("id", false, "042"));
    assertThat(one.hash("phone", false, "4930555014"))
        .isNotEqualTo(other.hash("phone", false, "4930555014"));
  }

  @Test
  void with_a_salt_everything_can_be_compared_and_only_with_the_same() {
    assertThat(KeyHash.of("pepper").hash("email", false, "a@b.c"))
        .isEqualTo(KeyHash.of("pepper").hash("mail", false, "a@b.c"))
        .isNotEqualTo(KeyHash.of("other").hash("email", false, "a@b.c"));
    assertThat(KeyHash.of("pepper").hash("id", false, "42"))
        .isNotEqualTo(one.hash("id", false, "42"));
  }

  @Test
  void the_salts_name_tells_whether_hashes_can_be_compared_and_nothing_else() {
    assertThat(one.saltId()).matches("builtin\\+[0-9a-f]{8}").isNotEqualTo(other.saltId());
    assertThat(KeyHash.of("pepper").saltId())
        .matches("[0-9a-f]{8}")
        .isEqualTo(KeyHash.of("pepper").saltId())
        .isNotEqualTo(KeyHash.of("other").saltId());
  }
}
