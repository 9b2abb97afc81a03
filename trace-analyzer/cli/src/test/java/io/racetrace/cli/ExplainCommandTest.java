package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.cli.page.RemedyPages;
import io.racetrace.cli.page.RulePage;
import io.racetrace.detect.Detectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplainCommandTest {

  @ParameterizedTest
  @MethodSource("rules")
  void every_rule_has_a_page(String rule) {
    Run run = Run.of("explain", rule);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isNotBlank().doesNotStartWith("---");
  }

  @Test
  void without_a_name_all_rules_and_remedies_are_listed() {
    Run run = Run.of("explain");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(2 + rules().size() + RemedyPages.IDS.size());
    assertThat(run.out()).contains(rules()).contains(RemedyPages.IDS);
  }

  @ParameterizedTest
  @MethodSource("remedies")
  void every_remedy_has_a_page_and_a_title(String remedy) throws IOException {
    Run run = Run.of("explain", remedy);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("# " + remedy + "\n");
    assertThat(RemedyPages.title(remedy)).isNotBlank();
  }

  @Test
  void no_page_of_a_remedy_is_left_out() throws IOException {
    try (Stream<Path> pages = Files.list(Path.of("../../playbooks/remedies"))) {
      assertThat(
              pages
                  .map(page -> page.getFileName().toString())
                  .filter(name -> !name.equals("README.md")))
          .containsExactlyInAnyOrderElementsOf(
              RemedyPages.IDS.stream().map(id -> id + ".md").toList());
    }
  }

  @Test
  void an_unknown_name_exits_with_2_and_the_nearest_names() {
    Run run = Run.of("explain", "lost-updates");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith(
            "racetrace: there is no rule or remedy 'lost-updates'; did you mean lost-update or ");
    AnalyzeCommandTest.assertNoStackTrace(run);
  }

  @Test
  void a_page_is_printed_without_the_data_at_its_head() throws IOException {
    assertThat(RulePage.text("page-with-front-matter")).isEqualTo("# A page\n\n---\n\nText.\n");
    assertThatThrownBy(() -> RulePage.text("page-that-is-missing"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lacks the page of page-that-is-missing");
  }

  static List<String> remedies() {
    return RemedyPages.IDS;
  }

  static List<String> rules() {
    return Detectors.all().stream().map(detector -> detector.rule().id()).toList();
  }
}
