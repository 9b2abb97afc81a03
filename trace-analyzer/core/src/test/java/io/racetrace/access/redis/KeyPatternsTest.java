package io.racetrace.access.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPatternsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user:42:balance                                 | user:{}:balance      | 42
          user/42                                         | user/{}              | 42
          shop.user.42                                    | shop.user.{}         | 42
          tenant:7:user:42                                | tenant:{}:user:{}    | 7,42
          config:flags                                    | config:flags         | config:flags
          {user42}:cart                                   | {}:cart              | {user42}
          cart:{42}                                       | cart:{}              | {42}
          orders::17                                      | orders::{}           | 17
          s:0e4fd1a2-7d3f-4b57-9f6b-0d8a3f6c1e11          | s:{}                 | 0e4fd1a2-7d3f-4b57-9f6b-0d8a3f6c1e11
          s:01ARZ3NDEKTSV4RRFFQ69G5FAV                    | s:{}                 | 01ARZ3NDEKTSV4RRFFQ69G5FAV
          s:deadbee1                                      | s:{}                 | deadbee1
          mail:bob@example.com:sent                       | mail:{}:sent         | bob@example.com
          q:a=b                                           | q:{}                 | a=b
          day:2026-11-22                                  | day:{}               | 2026-11-22
          order:ord-17                                    | order:{}             | ord-17
          price:1.5                                       | price:{}             | 1.5
          api:v1:user                                     | api:v1:user          | api:v1:user
          42                                              | {}                   | 42
          """)
  void ids_are_told_from_names(String key, String type, String value) {
    assertThat(new KeyPatterns().pattern(key)).isEqualTo(new KeyPattern(type, value));
  }

  @Test
  void what_has_many_values_among_keys_that_begin_alike_varies() {
    KeyPatterns patterns = new KeyPatterns();
    List<String> names = new ArrayList<>();
    for (char a = 'a'; a <= 'z'; a++) {
      for (char b = 'a'; b <= 'c'; b++) {
        names.add("" + a + b + "x");
      }
    }
    names.forEach(name -> patterns.learn("user:" + name + ":cart"));
    patterns.learn("user:bob:wishlist");
    patterns.learn("shop:main:cart");
    assertThat(patterns.pattern("user:bob:cart")).isEqualTo(new KeyPattern("user:{}:cart", "bob"));
    assertThat(patterns.pattern("user:bob:wishlist").type()).isEqualTo("user:{}:wishlist");
    assertThat(patterns.pattern("shop:main:cart").type()).isEqualTo("shop:main:cart");
  }

  @Test
  void opaque_keys_without_number_become_one_type() {
    KeyPatterns patterns = new KeyPatterns();
    Random random = new Random(7);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder key = new StringBuilder();
      for (int c = 0; c < 12; c++) {
        key.append((char) ('g' + random.nextInt(20)));
        if (c % 4 == 3 && random.nextBoolean()) {
          key.append(':');
        }
      }
      keys.add(key.toString());
    }
    keys.forEach(patterns::learn);
    Set<String> types = new HashSet<>();
    keys.forEach(key -> types.add(patterns.pattern(key).type()));
    assertThat(types).hasSizeLessThan(20);
  }

  @Property(tries = 300)
  void no_two_keys_ever_become_one_record(@ForAll("keyLists") List<String> keys) {
    KeyPatterns patterns = new KeyPatterns();
    keys.forEach(patterns::learn);
    Map<KeyPattern, String> back = new HashMap<>();
    for (String key : keys) {
      String before = back.put(patterns.pattern(key), key);
      assertThat(before == null || before.equals(key)).as("%s and %s", before, key).isTrue();
      assertThat(whole(patterns.pattern(key))).isEqualTo(key);
    }
  }

  @Property(tries = 100)
  void the_order_of_keys_does_not_matter(
      @ForAll("manyKeys") List<String> keys, @ForAll Random random) {
    KeyPatterns one = new KeyPatterns();
    keys.forEach(one::learn);
    List<String> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, random);
    KeyPatterns other = new KeyPatterns();
    shuffled.forEach(other::learn);
    for (String key : keys) {
      assertThat(other.pattern(key)).isEqualTo(one.pattern(key));
    }
  }

  /** The key again, from its two parts alone. */
  private static String whole(KeyPattern pattern) {
    List<String> parts =
        new ArrayList<>(List.of(pattern.type().split("(?<=[:/|.])|(?=[:/|.])", -1)));
    long count = parts.stream().filter("{}"::equals).count();
    if (count == 0) {
      return pattern.key();
    }
    List<String> values = count == 1 ? List.of(pattern.key()) : values(pattern.key());
    StringBuilder key = new StringBuilder();
    int next = 0;
    for (String part : parts) {
      key.append(part.equals("{}") ? values.get(next++) : part);
    }
    return key.toString();
  }

  private static List<String> values(String joined) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < joined.length(); i++) {
      char c = joined.charAt(i);
      if (c == '\\') {
        value.append(joined.charAt(++i));
      } else if (c == ',') {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString());
    return values;
  }

  @Provide
  Arbitrary<List<String>> keyLists() {
    Arbitrary<String> part =
        Arbitraries.oneOf(
            Arbitraries.of("user", "42", "{}", "{7}", "a,b", "a\\", ",", "", "1.5", "x@y.z", "{"),
            Arbitraries.of(":", "/", ".", "|", "::", "a.b", "{}.{}", "}{"),
            Arbitraries.strings().ofMaxLength(4));
    return part.list().ofMaxSize(5).map(parts -> String.join(":", parts)).list().ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<String>> manyKeys() {
    Arbitrary<String> word = Arbitraries.strings().withChars('k', 'l', 'm', 'n').ofLength(3);
    return word.list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(parts -> String.join(":", parts))
        .list()
        .ofMinSize(50)
        .ofMaxSize(400);
  }
}
