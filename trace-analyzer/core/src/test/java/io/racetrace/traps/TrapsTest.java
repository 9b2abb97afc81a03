package io.racetrace.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The situations that fool a naive overlap check, one file each. */
class TrapsTest {

  @Test
  void every_situation_gives_what_is_expected_of_it_but_those_that_are_listed() {
    TreeMap<String, String> wrong = new TreeMap<>();
    for (TrapCase trap : TrapCase.all()) {
      if (!trap.found().equals(trap.expected())) {
        wrong.put(trap.toString(), "expected " + trap.expected() + ", found " + trap.found());
      }
    }
    List<String> unexpected = new ArrayList<>();
    wrong.forEach((k, v) -> unexpected.add(k + "\n    " + v));
    assertThat(unexpected).isEmpty();
  }

  @Test
  void there_are_all_51_families_and_each_says_what_is_so() {
    assertThat(TrapCase.families()).hasSize(51);
    for (String family : TrapCase.families()) {
      assertThat(TrapCase.text(family)).startsWith("# ");
    }
  }
}
