package io.racetrace.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class KeyCountsTest {

  private static final RecordType TYPE =
      new RecordType(new Store("postgresql", "db", "shop"), "products");

  @Test
  void pairs_of_few_keys_are_counted_to_the_unit() {
    KeyCounts one = counts(List.of(1, 1, 1, 2));
    KeyCounts other = counts(List.of(1, 2, 2, 3));

    assertThat(one.pairs()).isEqualTo(3 * 2);
    assertThat(one.pairs(other)).isEqualTo(3 + 2);
    assertThat(other.pairs(one)).isEqualTo(3 + 2);
  }

  @Test
  void keys_that_come_once_make_no_pairs() {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < KeyCounts.EXACT; i++) {
      all.add(i);
    }
    assertThat(counts(all).pairs()).isZero();
  }

  @Test
  void pairs_of_many_skewed_keys_are_right_but_for_some_percent() {
    List<Integer> one = zipf(1, 50_000);
    List<Integer> other = zipf(2, 30_000);

    assertThat(counts(one).pairs()).isCloseTo(exactly(one, one) - one.size(), within(8));
    assertThat(counts(one).pairs(counts(other))).isCloseTo(exactly(one, other), within(8));
  }

  @Test
  void neither_the_order_nor_the_parts_change_anything() {
    List<Integer> all = zipf(3, 20_000);
    List<Integer> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(4));
    KeyCounts few = counts(shuffled.subList(0, 100));
    KeyCounts many = counts(shuffled.subList(100, shuffled.size()));
    KeyCounts fewThenMany = new KeyCounts();
    fewThenMany.add(few);
    fewThenMany.add(many);
    many.add(few);

    assertThat(fewThenMany.pairs()).isEqualTo(counts(all).pairs());
    assertThat(many.pairs()).isEqualTo(counts(all).pairs());
  }

  private static Percentage within(double percent) {
    return Percentage.withPercentage(percent);
  }

  private static double exactly(List<Integer> one, List<Integer> other) {
    int[] ones = new int[20_000];
    int[] others = new int[20_000];
    one.forEach(key -> ones[key]++);
    other.forEach(key -> others[key]++);
    double pairs = 0;
    for (int i = 0; i < ones.length; i++) {
      pairs += (double) ones[i] * others[i];
    }
    return pairs;
  }

  /** Key k comes about 1/k as often as key 1. */
  private static List<Integer> zipf(long seed, int size) {
    Random random = new Random(seed);
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      keys.add((int) Math.pow(20_000, random.nextDouble()) - 1);
    }
    return keys;
  }

  private static KeyCounts counts(List<Integer> keys) {
    KeyCounts counts = new KeyCounts();
    keys.forEach(key -> counts.add(new RecordKey(TYPE, "key-" + key)));
    return counts;
  }
}
