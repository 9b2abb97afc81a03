package io.racetrace.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ColumnTest {

  @Property
  void numbers_are_read_as_they_were_written(@ForAll List<Long> numbers) {
    ByteColumn bytes = new ByteColumn();
    for (long number : numbers) {
      bytes.writeLong(number);
      bytes.writeVarint(number);
    }
    ByteColumn.Reader reader = bytes.read(0);
    for (long number : numbers) {
      assertThat(reader.readLong()).isEqualTo(number);
      assertThat(reader.readVarint()).isEqualTo(number);
    }
  }

  @Property
  void a_text_has_one_number_and_a_number_one_text(@ForAll @Size(max = 200) List<String> texts) {
    Texts dictionary = new Texts();
    List<Integer> numbers = new ArrayList<>();
    List<String> valid = texts.stream().filter(ColumnTest::survivesUtf8).toList();
    for (String text : valid) {
      numbers.add(dictionary.index(text));
    }
    for (int i = 0; i < valid.size(); i++) {
      assertThat(dictionary.text(numbers.get(i))).isEqualTo(valid.get(i));
      assertThat(dictionary.index(valid.get(i))).isEqualTo(numbers.get(i));
    }
    assertThat(dictionary.size()).isEqualTo((int) valid.stream().distinct().count());
  }

  @Property(tries = 5)
  void many_texts_survive_growing(@ForAll @IntRange(min = 1000, max = 20_000) int count) {
    Texts dictionary = new Texts();
    for (int i = 0; i < count; i++) {
      assertThat(dictionary.index("text " + i)).isEqualTo(i);
    }
    for (int i = 0; i < count; i++) {
      assertThat(dictionary.text(i)).isEqualTo("text " + i);
    }
  }

  @Test
  void long_texts_lie_across_the_pieces_of_a_column() {
    Texts texts = new Texts();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add("\u00e9".repeat(i * 7001) + i);
    }
    List<Integer> numbers = all.stream().map(texts::index).toList();
    assertThat(new HashSet<>(numbers)).hasSize(all.size());
    for (int i = 0; i < all.size(); i++) {
      assertThat(texts.text(numbers.get(i))).isEqualTo(all.get(i));
      assertThat(texts.index(all.get(i))).isEqualTo(numbers.get(i));
    }
  }

  @Test
  void threads_that_ask_at_the_same_time_get_one_number_for_one_text() {
    Texts texts = new Texts();
    int size = 50_000;
    List<Integer> numbers =
        IntStream.range(0, 4 * size)
            .parallel()
            .mapToObj(i -> texts.index("text " + i % size))
            .toList();
    assertThat(texts.size()).isEqualTo(size);
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(texts.text(numbers.get(i))).isEqualTo("text " + i % size);
    }
  }

  @Property
  void rows_are_sorted_and_equal_ones_keep_their_order(
      @ForAll @Size(max = 300) List<@IntRange(max = 20) Integer> values) {
    int[] rows =
        RowOrder.sorted(
            values.size(), (left, right) -> Integer.compare(values.get(left), values.get(right)));
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      expected.add(i);
    }
    expected.sort((a, b) -> Integer.compare(values.get(a), values.get(b)));
    assertThat(rows).containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
  }

  @Property
  void the_first_below_is_what_a_walk_would_find(
      @ForAll @Size(max = 100) List<@IntRange(max = 50) Integer> values,
      @ForAll @IntRange(max = 100) int from,
      @ForAll @IntRange(max = 60) int limit) {
    RangeMinimum minimum =
        new RangeMinimum(values.stream().mapToLong(Integer::longValue).toArray());
    int expected = -1;
    for (int i = values.size() - 1; i >= from; i--) {
      expected = values.get(i) < limit ? i : expected;
    }
    assertThat(minimum.firstBelow(from, limit)).isEqualTo(expected);
  }

  private static boolean survivesUtf8(String text) {
    return new String(
            text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.nio.charset.StandardCharsets.UTF_8)
        .equals(text);
  }
}
