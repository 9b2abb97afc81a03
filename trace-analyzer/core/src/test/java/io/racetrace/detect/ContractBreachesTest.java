package io.racetrace.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.ownership.Breach;
import io.racetrace.ownership.SourceLine;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractBreachesTest {

  static List<TimelineCase> timelines() {
    return TimelineCase.of("ownership-contract");
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void every_timeline_gives_what_is_expected_of_it(TimelineCase timeline) {
    assertThat(timeline.found()).isEqualTo(timeline.expected());
  }

  @Test
  void a_finding_names_the_line_of_the_contract_and_the_owner() {
    Finding finding = only("racy: a service writes what another one owns, alone");

    Breach contract = Objects.requireNonNull(finding.contract());
    assertThat(contract.owners().declared()).isEqualTo(new SourceLine("owners.yaml", 1));
    assertThat(contract.owners().services()).containsExactly("order-service");
    assertThat(finding.summary())
        .isEqualTo("billing writes orders, which order-service owns by contract");
    assertThat(because(finding))
        .contains("owners.yaml:1 says who writes orders: order-service alone")
        .contains("no write by an owner was seen");
  }

  @Test
  void a_finding_names_the_exception_that_has_ended() {
    assertThat(because(only("racy: an exception ended yesterday")))
        .contains("its exception ended on 2026-06-14 (OPS-412): owners.yaml:3");
  }

  @Test
  void a_finding_names_the_line_of_the_column_that_is_owned() {
    Finding finding = only("racy: the owner of the table changes a column of somebody else");

    Breach contract = Objects.requireNonNull(finding.contract());
    assertThat(contract.column()).isEqualTo("status");
    assertThat(contract.owners().declared().line()).isEqualTo(3);
    assertThat(finding.columns()).containsExactly("status");
  }

  @Test
  void the_owner_that_was_seen_is_the_other_side() {
    Exemplar exemplar = only("racy: an owner and a stranger take turns").exemplars().get(0);

    assertThat(exemplar.sides())
        .extracting(side -> side.service())
        .containsExactly("billing", "orders");
    assertThat(exemplar.explanation().steps()).hasSize(2);
  }

  private static List<String> because(Finding finding) {
    return finding.exemplars().get(0).explanation().because();
  }

  private static Finding only(String name) {
    for (TimelineCase timeline : timelines()) {
      if (timeline.toString().startsWith(name)) {
        List<Finding> findings = timeline.analyze().findings();
        assertThat(findings).hasSize(1);
        return findings.get(0);
      }
    }
    throw new IllegalArgumentException("no case begins with " + name);
  }
}
