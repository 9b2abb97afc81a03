package io.racetrace.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.racetrace.TraceAnalyzer;
import io.racetrace.access.Guard;
import io.racetrace.assertion.AssertionResult.Status;
import io.racetrace.finding.Certainty;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssertionTest {

  private static final String RACE =
      """
      record postgresql/shop/public.account 42 balance
      A referral-service/ref-1 request "POST /referrals/{id}/activate"
      B order-service/ord-1 event "process order.placed"

        0.0 A read 100 v1
       30.0 B read 100 v1
       60.0 B write 250 v2 based on 100 v1
      100.0 A write 500 v3 based on 100 v1
      """;

  private static final String ONE_AFTER_THE_OTHER =
      """
      record postgresql/shop/public.account 42 balance
      A referral-service/ref-1 request "POST /referrals/{id}/activate"
      B order-service/ord-1 event "process order.placed"

        0.0 A read 100
       30.0 A write 250
      500.0 B read 250
      530.0 B write 400
      """;

  private final Report race = report(RACE);
  private final Report serial = report(ONE_AFTER_THE_OTHER);
  private final Report nothing = TraceAnalyzer.builder().build().analyze(List.<Span>of());

  private static Report report(String timeline) {
    return TraceAnalyzer.builder().build().analyze(Timeline.parse(timeline).spans());
  }

  @ParameterizedTest
  @CsvSource({
    "account, true",
    "public.account, true",
    "PUBLIC.Account, true",
    "shop/public.account, true",
    "postgresql/shop/public.account, true",
    "*, true",
    "*account, true",
    "acc*, true",
    "postgresql/*, true",
    "count, false",
    "public, false",
    "shop, false",
    "account.public, false",
    ".*, false"
  })
  void a_pattern_means_a_name_or_its_end(String pattern, boolean matches) {
    assertThat(new RecordPattern(pattern).matches("postgresql/shop/public.account"))
        .isEqualTo(matches);
  }

  @Test
  void a_pattern_without_a_name_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RecordPattern(" "));
  }

  @Test
  void a_race_that_was_found_speaks_against_there_being_none() {
    AssertionResult result = NoRaces.on(new RecordPattern("account")).check(race);
    assertThat(result.status()).isEqualTo(Status.FAILS);
    assertThat(result.name()).isEqualTo("no race on account");
    assertThat(result.reason()).startsWith("lost-update PROVEN on postgresql/shop/public.account");
    assertThat(result.findings().get(0).rule().id()).isEqualTo("lost-update");
  }

  @Test
  void one_that_is_only_predicted_does_so_too_unless_surer_ones_are_asked_for() {
    assertThat(NoRaces.on(RecordPattern.ANY).check(serial).reason())
        .startsWith("latent-race LATENT on postgresql/shop/public.account");
    NoRaces observed = new NoRaces(RecordPattern.ANY, Set.of(), Certainty.POSSIBLE);
    assertThat(observed.check(serial).status()).isEqualTo(Status.HOLDS);
    assertThat(observed.name()).isEqualTo("no race, POSSIBLE or surer");
  }

  @Test
  void rules_that_nobody_asked_about_do_not_count() {
    NoRaces skew = new NoRaces(RecordPattern.ANY, Set.of("write-skew"), Certainty.LATENT);
    assertThat(skew.check(race).status()).isEqualTo(Status.HOLDS);
    assertThat(skew.name()).isEqualTo("no write-skew");
  }

  @Test
  void what_was_not_seen_is_not_clean() {
    AssertionResult unseen = NoRaces.on(new RecordPattern("orders")).check(race);
    assertThat(unseen.status()).isEqualTo(Status.INCONCLUSIVE);
    assertThat(unseen.reason())
        .isEqualTo("no write of orders was seen; what was seen is postgresql/shop/public.account");
    AssertionResult empty = NoRaces.on(RecordPattern.ANY).check(nothing);
    assertThat(empty.status()).isEqualTo(Status.INCONCLUSIVE);
    assertThat(empty.reason()).startsWith("there were no spans to look at");
  }

  @Test
  void rows_that_are_inserted_and_nobody_can_tell_are_no_writes_that_were_not_seen() {
    Report inserts =
        report(
            """
            record postgresql/shop/account 42 balance
            A order-service/ord-1 request "POST /orders"

            0.0 A sql "INSERT INTO member (email) VALUES (?)" 'a'
            9.0 A sql "INSERT INTO member (email) VALUES (?)" 'b'
            """);
    assertThat(NoRaces.on(new RecordPattern("member")).check(inserts).reason())
        .startsWith("what was seen of member is only that rows are inserted")
        .contains("2 times", "--schema");
    assertThat(new CoverageAtLeast(BigDecimal.ONE).check(inserts).reason())
        .isEqualTo("no write was seen in 3 spans but 2 that insert rows which nobody can tell");
  }

  @Test
  void a_second_writer_speaks_against_a_single_one_and_so_does_the_wrong_one() {
    RecordPattern account = new RecordPattern("account");
    assertThat(new SingleWriter(account, null).check(race).reason())
        .isEqualTo(
            "postgresql/shop/public.account is written by order-service (1 times) and"
                + " referral-service (1 times)");
    Report one = report(RACE.replace("referral-service", "order-service"));
    assertThat(new SingleWriter(account, null).check(one).status()).isEqualTo(Status.HOLDS);
    assertThat(new SingleWriter(account, "order-service").check(one).status())
        .isEqualTo(Status.HOLDS);
    assertThat(new SingleWriter(account, "loyalty-service").check(one).status())
        .isEqualTo(Status.FAILS);
    assertThat(new SingleWriter(account, null).check(nothing).status())
        .isEqualTo(Status.INCONCLUSIVE);
  }

  @Test
  void a_writer_that_does_not_tell_its_records_is_a_second_one_however_rare() {
    StringBuilder timeline = new StringBuilder("record postgresql/shop/account 42 balance\n");
    timeline.append("A order-service/ord-1 request \"POST /orders\"\n");
    timeline.append("B back-fill/fill-1 request \"POST /fill\"\n\n");
    for (int i = 0; i < 40; i++) {
      timeline.append(i + ".0 A sql \"UPDATE account SET balance = ? WHERE id = ?\" '4' '42'\n");
    }
    timeline.append("50.0 B sql \"%s\"\n");
    RecordPattern account = new RecordPattern("account");
    Report keyless =
        report(timeline.toString().formatted("UPDATE account SET balance = ? WHERE id = ?"));
    assertThat(new SingleWriter(account, "order-service").check(keyless).reason())
        .isEqualTo(
            "postgresql/shop/account is written by back-fill (1 times) and order-service (40"
                + " times)");
    Report nameless = report(timeline.toString().formatted("UPDATE"));
    AssertionResult unsure = new SingleWriter(account, null).check(nameless);
    assertThat(unsure.status()).isEqualTo(Status.INCONCLUSIVE);
    assertThat(unsure.reason()).startsWith("back-fill wrote what no span names");
    Report own =
        report(timeline.toString().replace("back-fill", "order-service").formatted("UPDATE"));
    assertThat(new SingleWriter(account, "order-service").check(own).isHeld()).isTrue();
  }

  @Test
  void a_race_that_is_asked_for_must_be_found_and_be_sure_enough() {
    assertThat(found("lost-update", "account", Certainty.PROVEN).check(race).isHeld()).isTrue();
    assertThat(found("lost-update", "orders", Certainty.LATENT).check(race).isHeld()).isFalse();
    AssertionResult unsure = found("latent-race", "*", Certainty.LIKELY).check(serial);
    assertThat(unsure.status()).isEqualTo(Status.FAILS);
    assertThat(unsure.reason()).contains("latent-race LATENT on postgresql/shop/public.account");
    assertThat(found("lost-update", "*", Certainty.LATENT).check(nothing).reason())
        .isEqualTo("nothing was found");
  }

  private static RaceFound found(String rule, String on, Certainty atLeast) {
    return new RaceFound(rule, new RecordPattern(on), atLeast);
  }

  @Test
  void a_guard_must_have_refused_something() {
    Report refused =
        report(
            RACE.replace(
                "write 500 v3 based on 100 v1",
                "write based on 100 v1 guard version-predicate rows 0"));
    GuardFired version = new GuardFired(Guard.VERSION_PREDICATE, new RecordPattern("account"));
    assertThat(version.check(refused).isHeld()).isTrue();
    assertThat(version.check(race).reason()).startsWith("no guard refused anything");
    assertThat(new GuardFired(Guard.UNIQUE_CONSTRAINT, RecordPattern.ANY).check(refused).reason())
        .isEqualTo(
            "what refused writes is version-predicate of postgresql/shop/public.account"
                + " (1 times)");
  }

  @Test
  void coverage_is_compared_without_rounding() {
    assertThat(new CoverageAtLeast(BigDecimal.ONE).check(race).isHeld()).isTrue();
    assertThat(new CoverageAtLeast(BigDecimal.ZERO).check(nothing).status())
        .isEqualTo(Status.INCONCLUSIVE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CoverageAtLeast(new BigDecimal("1.01")));
  }

  @Test
  void coverage_of_what_is_left_of_an_input_is_none_of_the_whole() {
    Diagnostic lost =
        new Diagnostic(Diagnostic.Kind.UNDECODABLE_LINE, "spans.jsonl:7", 1, "broken");
    Report rest =
        new Report(
            race.findings(),
            race.census(),
            race.coverage(),
            List.of(lost),
            race.clockBoundNanos(),
            race.clocks());
    AssertionResult result = new CoverageAtLeast(BigDecimal.ONE).check(rest);
    assertThat(result.status()).isEqualTo(Status.INCONCLUSIVE);
    assertThat(result.reason()).isEqualTo("undecodable-line at spans.jsonl:7: broken");
  }

  @Test
  void attempts_are_those_that_took_effect_and_those_that_others_refused() {
    Report refused =
        report(
            RACE.replace(
                "write 500 v3 based on 100 v1",
                "write based on 100 v1 guard version-predicate rows 0"));
    RecordPattern account = new RecordPattern("account");
    AttemptsPerSuccess one = new AttemptsPerSuccess(account, BigDecimal.ONE);
    assertThat(one.check(refused).reason())
        .isEqualTo("1 changes of postgresql/shop/public.account took 2 attempts");
    assertThat(new AttemptsPerSuccess(account, BigDecimal.valueOf(2)).check(refused).isHeld())
        .isTrue();
    assertThat(one.check(race).isHeld()).isTrue();
    assertThat(one.check(nothing).status()).isEqualTo(Status.INCONCLUSIVE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AttemptsPerSuccess(account, new BigDecimal("0.9")));
  }

  @Test
  void a_lock_is_held_from_the_end_of_its_statement_to_its_commit() {
    Report held =
        report(
            """
            record postgresql/shop/account 42 balance
            A order-service/ord-1 request "POST /orders"

               0.0 A sql "SELECT balance FROM account WHERE id = ? FOR UPDATE" '42'
             100.0 A sql "UPDATE account SET balance = ? WHERE id = ?" '4' '42'
             200.0 A commit
            """);
    RecordPattern account = new RecordPattern("account");
    assertThat(new LockHeldAtMost(account, Duration.ofMillis(150)).check(held).reason())
        .startsWith("one on postgresql/shop/account was held for 19");
    assertThat(new LockHeldAtMost(account, Duration.ofMillis(201)).check(held).isHeld()).isTrue();
    assertThat(new LockHeldAtMost(account, Duration.ZERO).check(race).reason())
        .startsWith("no lock on account is seen from where it is taken");
    assertThat(new LockHeldAtMost(account, Duration.ZERO).check(nothing).status())
        .isEqualTo(Status.INCONCLUSIVE);
  }
}
