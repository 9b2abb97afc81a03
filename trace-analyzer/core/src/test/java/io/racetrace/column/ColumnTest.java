package io.racetrace.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
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
    assertThat(new HashSet<>(numbers)).hasSameSizeAs(new HashSet<>(valid));
    assertThat(dictionary.size()).isLessThanOrEqualTo((int) valid.stream().distinct().count());
  }

  @Property
  void a_text_that_is_a_whole_number_is_not_stored_and_those_that_only_look_like_one_are(
      @ForAll @LongRange(min = 0, max = 10_000_000_000L) long number) {
    Texts dictionary = new Texts();
    String text = Long.toString(number);
    int index = dictionary.index(text);
    assertThat(index).isBetween(0, Integer.MAX_VALUE - 1);
    assertThat(dictionary.text(index)).isEqualTo(text);
    assertThat(dictionary.size()).isEqualTo(text.length() > 9 ? 1 : 0);
    int stored = dictionary.size();
    List<String> alike =
        List.of("0" + text, "-" + text, "+" + text, " " + text, text + ".0", "\u0664");
    for (String other : alike) {
      assertThat(dictionary.text(dictionary.index(other))).isEqualTo(other);
      assertThat(dictionary.index(other)).isNotEqualTo(index);
    }
    assertThat(dictionary.size()).isEqualTo(stored + alike.size());
  }

  @Property
  void bytes_of_all_lengths_are_read_across_pieces(
      @ForAll @IntRange(min = 262_100, max = 262_200) int before,
      @ForAll @Size(min = 1, max = 30) List<Long> numbers) {
    ByteColumn bytes = new ByteColumn();
    bytes.writeBytes(new byte[before], 0, before);
    for (long number : numbers) {
      bytes.writeVarint(number);
      bytes.writeLong(number);
      bytes.writeByte((int) number & 0xFF);
    }
    ByteColumn.Reader reader = bytes.read(before);
    for (long number : numbers) {
      assertThat(reader.readVarint()).isEqualTo(number);
      assertThat(reader.readLong()).isEqualTo(number);
      assertThat(reader.readByte()).isEqualTo((int) number & 0xFF);
    }
  }

  @Property(tries = 5)
  void many_texts_survive_growing(@ForAll @IntRange(min = 1000, max = 20_000) int count) {
    Texts dictionary = new Texts();
    for (int i = 0; i < count; i++) {
      assertThat(dictionary.index("text " + i)).isEqualTo(2 * i);
    }
    for (int i = 0; i < count; i++) {
      assertThat(dictionary.text(2 * i)).isEqualTo("text " + i);
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
