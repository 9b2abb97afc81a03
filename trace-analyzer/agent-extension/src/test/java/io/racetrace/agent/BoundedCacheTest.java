package io.racetrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {

  private final AtomicInteger computed = new AtomicInteger();
  private final BoundedCache<Integer> cache =
      new BoundedCache<>(
          10_000,
          text -> {
            computed.incrementAndGet();
            return text.length();
          });

  @Test
  void what_is_in_use_is_computed_once() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(cache.get("in use")).isEqualTo(6);
      assertThat(cache.get("once " + i)).isPositive();
    }
    assertThat(computed.get()).isEqualTo(100_001);
  }

  @Test
  void texts_with_values_in_them_do_not_fill_the_memory() {
    for (int i = 0; i < 100_000; i++) {
      cache.get("where id = " + i);
    }
    assertThat(cache.size()).isBetween(50, 300);
  }

  @Test
  void a_long_text_is_not_kept() {
    cache.get("x".repeat(2_000));

    assertThat(cache.size()).isZero();
  }
}
