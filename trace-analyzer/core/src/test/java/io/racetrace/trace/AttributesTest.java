package io.racetrace.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class AttributesTest {

  @Property
  void they_are_the_map_that_they_were_copied_from(
      @ForAll @Size(max = 40) Map<@StringLength(max = 3) String, String> map,
      @ForAll @StringLength(max = 3) String asked) {
    Attributes attributes = Attributes.copyOf(map);
    assertThat(attributes).isEqualTo(map).hasSameHashCodeAs(map);
    assertThat(attributes.get(asked)).isEqualTo(map.get(asked));
    map.forEach((name, value) -> assertThat(attributes.get(new String(name))).isEqualTo(value));
  }

  @Property
  void a_builder_makes_the_same_map_whatever_it_made_before(
      @ForAll @Size(max = 9) Map<@StringLength(max = 1) String, String> one,
      @ForAll @Size(max = 9) Map<@StringLength(max = 1) String, String> other) {
    Attributes.Builder builder = new Attributes.Builder();
    for (int i = 0; i < 2; i++) {
      Map<String, String> expected = new HashMap<>(one);
      one.forEach(builder::put);
      expected.putAll(other);
      other.forEach(builder::put);
      one.forEach(builder::putIfAbsent);
      one.forEach(expected::putIfAbsent);
      assertThat(builder.build()).isEqualTo(expected);
      builder.clear();
      other.forEach(builder::put);
      assertThat(builder.build()).isEqualTo(other);
      builder.clear();
    }
  }

  @Test
  void spans_of_one_kind_share_the_names() {
    Attributes.Builder builder = new Attributes.Builder();
    builder.put("a", "1");
    builder.put("b", "2");
    Attributes first = builder.build();
    builder.clear();
    builder.put("a", "3");
    builder.put("b", "4");
    assertThat(builder.build().names()).isSameAs(first.names());
  }

  @Test
  void they_do_not_change_and_have_no_nulls() {
    Map<String, String> map = new HashMap<>(Map.of("a", "1"));
    Attributes attributes = Attributes.copyOf(map);
    map.put("a", "2");
    assertThat(attributes).containsEntry("a", "1");
    assertThatThrownBy(() -> attributes.put("a", "2"))
        .isInstanceOf(UnsupportedOperationException.class);
    map.put("b", null);
    assertThatThrownBy(() -> Attributes.copyOf(map)).isInstanceOf(NullPointerException.class);
  }
}
