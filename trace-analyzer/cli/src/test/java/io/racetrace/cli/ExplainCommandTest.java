package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.detect.Detectors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {

  @Test
  void without_a_name_all_rules_are_listed() {
    Run run = Run.of("explain");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSameSizeAs(rules());
    assertThat(run.out()).contains(rules());
  }

  @Test
  void an_unknown_rule_exits_with_2_and_the_nearest_names() {
    Run run = Run.of("explain", "lost-updates");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("racetrace: there is no rule 'lost-updates'; did you mean lost-update or ");
    AnalyzeCommandTest.assertNoStackTrace(run);
  }

  @Test
  void a_page_is_printed_without_the_data_at_its_head() throws IOException {
    assertThat(RulePage.text("page-with-front-matter")).isEqualTo("# A page\n\n---\n\nText.\n");
    assertThatThrownBy(() -> RulePage.text("page-that-is-missing"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lacks the page of page-that-is-missing");
  }

  static List<String> rules() {
    return Detectors.all().stream().map(detector -> detector.rule().id()).toList();
  }
}
