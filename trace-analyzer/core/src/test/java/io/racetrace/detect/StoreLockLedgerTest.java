package io.racetrace.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.access.Guard;
import io.racetrace.finding.Finding;
import io.racetrace.timeline.Timeline;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreLockLedgerTest {

  @Test
  void a_lock_that_one_side_takes_is_present_there_and_absent_on_the_other() {
    Finding finding =
        finding(
            """
             0.0 A sql "SELECT pg_advisory_xact_lock(?)" '77'
            20.0 A sql "SELECT balance FROM account WHERE id = ?" '1'
            40.0 B sql "SELECT balance FROM account WHERE id = ?" '1'
            60.0 A sql "UPDATE account SET balance = ? WHERE id = ?" '110' '1'
            61.0 A commit
            90.0 B sql "UPDATE account SET balance = ? WHERE id = ?" '140' '1'
            91.0 B commit
            """);

    assertThat(ledger(finding, Guard.STORE_LOCK)).containsExactly("A absent", "B present");
    assertThat(because(finding)).contains("B held advisory lock 77 throughout, A did not");
  }

  @Test
  void a_lock_taken_after_the_read_is_partial() {
    Finding finding =
        finding(
            """
              0.0 A sql "SELECT balance FROM account WHERE id = ?" '1'
             20.0 B sql "SELECT balance FROM account WHERE id = ?" '1'
             40.0 A sql "SELECT pg_advisory_xact_lock(?)" '77'
             60.0 A sql "UPDATE account SET balance = ? WHERE id = ?" '110' '1'
             61.0 A commit
             80.0 B sql "SELECT pg_advisory_xact_lock(?)" '77'
            100.0 B sql "UPDATE account SET balance = ? WHERE id = ?" '140' '1'
            101.0 B commit
            """);

    assertThat(ledger(finding, Guard.STORE_LOCK))
        .containsExactly(
            "A partial: taken only after the read", "B partial: taken only after the read");
    assertThat(because(finding))
        .contains("on both sides advisory lock 77 was taken only after the read");
  }

  @Test
  void a_row_lock_taken_after_the_read_is_partial() {
    Finding finding =
        finding(
            """
              0.0 A sql "SELECT balance FROM account WHERE id = ?" '1'
             20.0 B sql "SELECT balance FROM account WHERE id = ?" '1'
             60.0 A sql "UPDATE account SET balance = ? WHERE id = ?" '110' '1'
             61.0 A commit
             80.0 B sql "SELECT id FROM account WHERE id = ? FOR UPDATE" '1'
            100.0 B sql "UPDATE account SET balance = ? WHERE id = ?" '140' '1'
            101.0 B commit
            """);

    assertThat(ledger(finding, Guard.ROW_LOCK))
        .containsExactly("A partial: taken only after the read", "B absent");
    assertThat(because(finding))
        .contains("on A's side the row was locked only after it had been read");
  }

  @Test
  void a_lock_let_go_before_the_commit_is_partial() {
    Finding finding =
        finding(
            """
              0.0 A sql "SELECT pg_advisory_lock(?)" '77'
             20.0 A sql "SELECT balance FROM account WHERE id = ?" '1'
             40.0 A sql "UPDATE account SET balance = ? WHERE id = ?" '110' '1'
             50.0 A sql "SELECT pg_advisory_unlock(?)" '77'
             80.0 B sql "SELECT balance FROM account WHERE id = ?" '1'
            100.0 A commit
            140.0 B sql "UPDATE account SET balance = ? WHERE id = ?" '140' '1'
            142.0 B commit
            """);

    assertThat(ledger(finding, Guard.STORE_LOCK))
        .containsExactly("A absent", "B partial: let go before the write took effect");
  }

  @Test
  void a_key_that_is_not_shown_leaves_the_lock_open() {
    Finding finding =
        finding(
            """
              0.0 A sql "SELECT pg_advisory_xact_lock(?)"
             10.0 B sql "SELECT pg_advisory_xact_lock(?)"
             20.0 A sql "SELECT balance FROM account WHERE id = ?" '1'
             40.0 B sql "SELECT balance FROM account WHERE id = ?" '1'
             60.0 A sql "UPDATE account SET balance = ? WHERE id = ?" '110' '1'
             61.0 A commit
            100.0 B sql "UPDATE account SET balance = ? WHERE id = ?" '140' '1'
            101.0 B commit
            """);

    String settledBy =
        " not-observable: the parameters of the statement that takes the lock"
            + " (db.query.parameter.<n>)";
    assertThat(ledger(finding, Guard.STORE_LOCK)).containsExactly("A" + settledBy, "B" + settledBy);
  }

  @Test
  void where_nobody_takes_a_lock_there_is_no_line_for_it() {
    Finding finding =
        finding(
            """
              0.0 A sql "SELECT balance FROM account WHERE id = ?" '1'
             20.0 B sql "SELECT balance FROM account WHERE id = ?" '1'
             60.0 A sql "UPDATE account SET balance = ? WHERE id = ?" '110' '1'
             61.0 A commit
            100.0 B sql "UPDATE account SET balance = ? WHERE id = ?" '140' '1'
            101.0 B commit
            """);

    assertThat(ledger(finding, Guard.STORE_LOCK)).isEmpty();
  }

  private static Finding finding(String accesses) {
    Timeline timeline =
        Timeline.parse(
            """
            record postgresql/shop/account 1 balance
            A order-service/o-1 request "POST /deposits"
            B account-service/a-1 request "POST /corrections"

            """
                + accesses);
    List<Finding> findings =
        TraceAnalyzer.builder().build().analyze(timeline.spans()).findings().stream()
            .filter(finding -> finding.rule().id().equals("lost-update"))
            .toList();
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private static List<String> ledger(Finding finding, Guard guard) {
    return finding.guards().stream()
        .filter(state -> state.guard() == guard)
        .map(
            state ->
                state.side()
                    + " "
                    + state.state().id()
                    + (state.settledBy().isEmpty() ? "" : ": " + state.settledBy()))
        .toList();
  }

  private static String because(Finding finding) {
    return String.join("; ", finding.exemplars().get(0).explanation().because());
  }
}
