package io.racetrace.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The situations that fool a naive overlap check, one file each. */
class TrapsTest {

  private static final Path FOLDER = Path.of("src/test/resources/traps");

  @Test
  void every_case_gives_what_is_expected_of_it_but_those_that_are_listed() throws IOException {
    TreeMap<String, String> wrong = new TreeMap<>();
    for (TrapCase trap : TrapCase.all()) {
      TreeSet<String> found = trap.found();
      if (!trap.expects(found)) {
        wrong.put(trap.toString(), trap.expected() + ", found " + found);
      }
    }
    List<String> differences = new ArrayList<>();
    TreeMap<String, String> listed = new TreeMap<>(notYet());
    wrong.forEach(
        (trap, how) -> {
          if (!listed.containsKey(trap)) {
            differences.add(trap + ": expected " + how);
          }
        });
    for (String trap : listed.keySet()) {
      if (!wrong.containsKey(trap)) {
        differences.add(trap + ": as expected now, remove it from not-yet.txt");
      }
    }
    assertThat(differences).as(String.join("\n", differences)).isEmpty();
  }

  @Test
  void there_are_51_families_and_each_says_what_is_so() {
    assertThat(TrapCase.families()).hasSize(51);
    for (String family : TrapCase.families()) {
      assertThat(TrapCase.text(family)).startsWith("# ");
    }
  }

  @Test
  void every_family_has_twenty_variants_or_more_and_no_two_are_told_alike() {
    for (TrapCase trap : TrapCase.all()) {
      List<Variant> variants = Variants.of(trap);
      assertThat(variants).hasSizeGreaterThanOrEqualTo(20);
      assertThat(variants.stream().map(variant -> variant.spans().toString()).distinct())
          .as(trap.toString())
          .hasSize(variants.size());
    }
  }

  /** Cases that the analyzer gets wrong, with the reason. */
  static Map<String, String> notYet() throws IOException {
    return listed("not-yet.txt");
  }

  static Map<String, String> listed(String file) throws IOException {
    TreeMap<String, String> listed = new TreeMap<>();
    for (String line : Files.readAllLines(FOLDER.resolve(file))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        int bar = line.lastIndexOf(" | ");
        assertThat(bar).as(line).isPositive();
        listed.put(line.substring(0, bar).strip(), line.substring(bar + 3).strip());
      }
    }
    return listed;
  }
}
