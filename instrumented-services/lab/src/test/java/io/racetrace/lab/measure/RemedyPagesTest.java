package io.racetrace.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.detect.Detectors;
import io.racetrace.lab.exhibit.Exhibits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the pages on remedies owe: data at their heads that are so, code that is the services' own,
 * and figures that were measured. {@code -Dracetrace.remedies.write=true} writes the figures into
 * the pages instead.
 */
class RemedyPagesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path MEASURED = ROOT.resolve("docs/remedies.md");

  static List<RemedyPage> pages() {
    return RemedyPage.all();
  }

  static Stream<String> rules() {
    return Detectors.all().stream().map(detector -> detector.rule().id());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void the_data_name_what_is_there(RemedyPage page) {
    assertThat(page.data().get("remedy")).isEqualTo(page.id());
    assertThat((String) page.data().get("title")).isNotBlank();
    assertThat(rules()).containsAll(page.list("rules"));
    List<String> forms =
        Exhibits.all().stream()
            .flatMap(each -> each.forms().stream().map(form -> each.name() + " " + form.name()))
            .toList();
    assertThat(forms).containsAll(page.list("exhibits"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void the_headings_are_the_same_everywhere(RemedyPage page) {
    assertThat(RemedyPage.headings(page.text()))
        .containsExactly(
            "Right when",
            "Wrong when",
            "How",
            "Traces when it works",
            "Traces when it fails",
            "Cost");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void the_java_is_that_of_the_lab(RemedyPage page) throws IOException {
    String code = page.code();
    if (code == null) {
      assertThat(page.java()).isEmpty();
      return;
    }
    List<String> lines =
        Files.readAllLines(ROOT.resolve(code)).stream().map(String::strip).toList();
    assertThat(lines).containsAll(page.java());
    assertThat(page.java()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_link_leads_somewhere(RemedyPage page) {
    assertThat(page.links())
        .allSatisfy(link -> assertThat(RemedyPage.FOLDER.resolve(link)).exists());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void a_rule_and_its_remedies_name_each_other(String rule) throws IOException {
    String page = Files.readString(ROOT.resolve("playbooks/" + rule + ".md"));
    String prevent = page.substring(page.indexOf("## Prevent"), page.indexOf("## Background"));
    assertThat(
            RemedyPage.all().stream()
                .filter(remedy -> prevent.contains("](remedies/" + remedy.id() + ".md)"))
                .map(RemedyPage::id))
        .isNotEmpty()
        .containsExactlyElementsOf(
            RemedyPage.all().stream()
                .filter(remedy -> remedy.list("rules").contains(rule))
                .map(RemedyPage::id)
                .toList());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void the_figures_are_those_that_were_measured(RemedyPage page) throws IOException {
    List<String> measured = Files.readAllLines(MEASURED);
    List<String> rows =
        page.list("measured").stream().map(figure -> row(figure, measured)).toList();
    String text = page.with(rows);
    if (Boolean.getBoolean("racetrace.remedies.write")) {
      Files.writeString(RemedyPage.FOLDER.resolve(page.id() + ".md"), text);
    } else {
      assertThat(page.text()).isEqualTo(text);
    }
    if (rows.isEmpty()) {
      assertThat(page.text()).contains("**Not measured**");
    }
  }

  private static String row(String figure, List<String> measured) {
    return measured.stream()
        .filter(row -> row.startsWith("| " + figure + " |"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(figure + " is not in " + MEASURED));
  }

  @Test
  void everything_that_is_measured_is_in_the_table() throws IOException {
    String table = Files.readString(MEASURED);
    for (Comparison comparison : Comparison.all()) {
      assertThat(Objects.requireNonNull(Measurement.exhibit(comparison)).forms())
          .extracting(form -> form.name())
          .containsAll(comparison.forms());
      assertThat(table).contains("- " + comparison.load() + "\n");
      for (Comparison.Pair pair : comparison.pairs()) {
        assertThat(table)
            .contains(
                "| %s | %s/%s | throughput |"
                    .formatted(comparison.name(), pair.form(), pair.against()));
      }
    }
  }

  @Test
  void the_middle_of_the_rounds_is_told_with_their_ends() {
    assertThat(Figure.over("c", "a/b", "throughput", List.of(3.0, 0.5, 1.04, 12.4)).row())
        .isEqualTo("| c | a/b | throughput | 2.0 | 0.50 | 12 |");
    assertThat(Figure.over("c", "a", "w", List.of(0.0)).row())
        .isEqualTo("| c | a | w | 0 | 0 | 0 |");
  }
}
