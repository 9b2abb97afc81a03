package io.racetrace.lab.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.detect.Detectors;
import io.racetrace.lab.exhibit.Exhibits;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each command of each page is run by {@link ITPlaybooks}, or its page says why it can't be. */
class RulePageTest {

  static List<RulePage> pages() {
    return RulePage.all();
  }

  @Test
  void each_rule_has_a_page_and_no_page_is_left_over() {
    assertThat(pages())
        .extracting(RulePage::rule)
        .containsExactlyInAnyOrderElementsOf(
            Detectors.all().stream().map(detector -> detector.rule().id()).toList());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void each_block_is_run_or_the_page_says_why_not(RulePage page) {
    assertThat(page.blocks().stream().map(RulePage.Block::name))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            Stream.of("blocks", "not-run")
                .flatMap(name -> page.map(name).keySet().stream())
                .toList());
    assertThat(page.map("not-run").values()).allSatisfy(why -> assertThat(why).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void each_page_names_the_form_that_shows_it_and_the_one_that_stops_it(RulePage page) {
    if (page.isShownByAnExhibit()) {
      assertThat(Exhibits.named(page.drill("exhibit")).orElseThrow().forms())
          .extracting(form -> form.name())
          .contains(page.drill("racy"), page.drill("stop"));
    } else {
      assertThat(page.drill("why")).isNotBlank();
      assertThat(page.list("setup")).isNotEmpty();
    }
    assertThat(page.text()).contains(page.string("example-key"));
    assertThat(page.string("example-type")).matches("(postgresql|redis)/[^/]+/[^/]+");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void the_first_screen_needs_the_first_three_headings_only(RulePage page) {
    String first =
        page.text()
            .substring(page.text().indexOf("\n# "), page.text().indexOf("\n## Find the damage"));
    assertThat(first.lines()).hasSizeLessThan(62);
  }
}
