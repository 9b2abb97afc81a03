package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.finding.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsSpokenOfTest {

  private static final List<Step> LOSS =
      List.of(
          new Step(1, "A", "READ  100", "100 (v1)", ""),
          new Step(2, "B", "READ  100", "100 (v1)", ""),
          new Step(3, "B", "WRITE 250 based on 100", "250 (v2)", ""),
          new Step(4, "A", "WRITE 500 based on 100", "500 (v3)", "<< B is lost"));

  private static final List<Step> LEASE =
      List.of(
          new Step(1, "A", "LOCK lease:a", "unknown", ""),
          new Step(2, "B", "LOCK lease:a", "unknown", ""),
          new Step(3, "A", "CALL GET order-service", "unknown", ""),
          new Step(4, "A", "WRITE", "unknown", "<< in B's lock"),
          new Step(5, "A", "UNLOCK", "unknown", ""));

  @Test
  void a_sentence_speaks_of_the_steps_whose_state_it_quotes() {
    assertThat(StepsSpokenOf.by("both are based on 100 (v1)", LOSS)).containsExactly(0, 1);
    assertThat(StepsSpokenOf.by("B wrote 250 (v2); then A wrote 500 (v3)", LOSS))
        .containsExactly(2, 3);
  }

  @Test
  void a_longer_number_is_another_state() {
    assertThat(StepsSpokenOf.by("A wrote 1500 (v3)", LOSS)).containsExactly(3);
    assertThat(StepsSpokenOf.by("1100 (v1) was never there", LOSS)).isEmpty();
  }

  @Test
  void without_a_quote_side_and_verb_tell_the_steps() {
    assertThat(StepsSpokenOf.by("neither was told: B's write was accepted, and so was A's", LOSS))
        .containsExactly(2, 3);
    assertThat(StepsSpokenOf.by("B asked for it in the meantime, and went on", LEASE))
        .containsExactly(1);
    assertThat(StepsSpokenOf.by("A's lease was over before A's change took effect", LEASE))
        .containsExactly(0, 3, 4);
  }

  @Test
  void where_nobody_is_named_the_verb_tells_the_steps() {
    assertThat(StepsSpokenOf.by("of these, 303.1 ms were GET order-service", LEASE))
        .containsExactly(2);
    assertThat(StepsSpokenOf.by("the second added to what the first had done", LOSS))
        .containsExactly(2, 3);
  }

  @Test
  void who_is_not_named_is_not_pointed_at() {
    assertThat(StepsSpokenOf.by("above 30 % retries are the wrong tool", LOSS)).isEmpty();
  }

  @Test
  void the_lost_write_is_the_last_one_of_the_side_that_lost() {
    assertThat(StepsSpokenOf.lost(LOSS)).isEqualTo(2);
    assertThat(StepsSpokenOf.lost(LEASE)).isEqualTo(-1);
  }
}
