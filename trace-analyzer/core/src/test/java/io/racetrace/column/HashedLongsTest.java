package io.racetrace.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HashedLongsTest {

  @Property
  void it_holds_what_a_set_would_hold(@ForAll List<Long> numbers) {
    HashedLongs hashed = new HashedLongs();
    Set<Long> set = new HashSet<>();
    for (long number : numbers) {
      assertThat(hashed.add(number)).isEqualTo(set.add(number));
    }
    numbers.forEach(number -> assertThat(hashed.contains(number)).isTrue());
    assertThat(hashed.contains(4711)).isEqualTo(set.contains(4711L));
  }

  @Test
  void it_grows() {
    HashedLongs hashed = new HashedLongs();
    for (long i = -5_000; i < 5_000; i++) {
      assertThat(hashed.add(i << 32)).isTrue();
    }
    for (long i = -5_000; i < 5_000; i++) {
      assertThat(hashed.contains(i << 32)).isTrue();
      assertThat(hashed.contains((i << 32) + 1)).isFalse();
    }
  }
}
