package io.racetrace.sources.emitters;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.sources.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds what the analyzer says of the spans of each instrumentation against what the program did.
 * The expectations are written by hand, in {@code emitters/expected.txt}.
 */
class EmittersTest {

  private static final String FOLDER = "trace-analyzer/sources/src/test/resources/emitters";

  static Stream<String> fixtures() throws IOException {
    return names().stream();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void the_analyzer_says_what_the_program_did(String fixture) throws IOException {
    List<String> expected = expected().getOrDefault(fixture, List.of());
    assertThat(expected).as("what is expected of " + fixture).isNotEmpty();

    List<String> told = EmitterStory.told(text(fixture + ".jsonl"));

    if (notYet().contains(fixture)) {
      assertThat(told)
          .as(fixture + " is right now: take it from not-yet.txt")
          .isNotEqualTo(expected);
      assertThat(accused(told)).as("records that nobody touched").isSubsetOf(accused(expected));
    } else {
      // Clients that don't wait for each answer finish in any order.
      assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void every_expectation_has_its_fixture_and_every_fixture_its_line_in_the_index()
      throws IOException {
    assertThat(expected().keySet()).isEqualTo(names());
    assertThat(names()).containsAll(notYet());
    String index = text("README.md");
    for (String name : names()) {
      assertThat(index).as("the index").contains("`" + name + "`");
    }
  }

  /** Records that are told, by store, type and key: a wrong one is worse than none. */
  private static Set<String> accused(List<String> told) {
    Set<String> records = new TreeSet<>();
    for (String line : told) {
      if (!line.startsWith("blind ")) {
        List<String> words = List.of(line.split(" ", -1));
        records.add(words.get(1) + " " + words.get(2));
      }
    }
    return records;
  }

  private static Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(Checkout.file(FOLDER))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jsonl"))
          .map(name -> name.substring(0, name.length() - ".jsonl".length()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<String> notYet() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : text("not-yet.txt").lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        names.add(line.strip());
      }
    }
    return names;
  }

  /**
   * Groups of lines: first the names of fixtures, then, indented, what is told of each. A group
   * that begins with {@code let} names such lines for others to use.
   */
  private static Map<String, List<String>> expected() throws IOException {
    Map<String, List<String>> expected = new TreeMap<>();
    Map<String, List<String>> named = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    boolean inNames = false;
    for (String line : text("expected.txt").lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("  ")) {
        inNames = false;
        String told = line.strip();
        List<String> lines =
            told.startsWith("as ")
                ? named.getOrDefault(told.substring(3), List.of())
                : List.of(told);
        for (String name : names) {
          (name.startsWith("let ") ? named : expected)
              .computeIfAbsent(
                  name.startsWith("let ") ? name.substring(4) : name, any -> new ArrayList<>())
              .addAll(lines);
        }
      } else {
        if (!inNames) {
          names.clear();
        }
        inNames = true;
        names.add(line.strip());
      }
    }
    return expected;
  }

  private static String text(String file) throws IOException {
    return Files.readString(Checkout.file(FOLDER + "/" + file));
  }
}
