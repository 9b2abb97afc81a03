package io.racetrace.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.racetrace.TraceAnalyzer;
import io.racetrace.access.Declarations;
import io.racetrace.detect.TimelineCase;
import io.racetrace.report.AdviceJsonWriter;
import io.racetrace.report.Advisory;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdviceTest {

  private static final String READ = "sql \"SELECT status, temp FROM device WHERE id = ?\" 'd-1'";
  private static final String WRITE =
      "sql \"UPDATE device SET status = ?, temp = ? WHERE id = ?\" 'ok' '20' 'd-1'";

  /** So many changes of one record, one every so many milliseconds. */
  private static String changes(int count, double every, double window, String service) {
    StringBuilder sides = new StringBuilder("record postgresql/shop/device d-1 status\n");
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < count; i++) {
      sides.append("S%d %s/i-%d request \"PUT /devices/{id}\"\n".formatted(i, service, i % 2));
      events.append("%.1f S%d %s\n".formatted(i * every, i, READ));
      events.append("%.1f S%d %s\n".formatted(i * every + window, i, WRITE));
    }
    return sides + "\n" + events;
  }

  /** Balances that each change reads and adds to. */
  private static String sums(List<Integer> amounts, boolean told) {
    StringBuilder sides = new StringBuilder("record postgresql/shop/account 42 balance\n");
    StringBuilder events = new StringBuilder();
    int balance = 100;
    for (int i = 0; i < amounts.size(); i++) {
      sides.append("S%d account-service/i-%d request \"POST /points\"\n".formatted(i, i % 2));
      String read = "sql \"SELECT balance FROM account WHERE id = ?\" '42'";
      events.append("%d S%d %s\n".formatted(i * 100, i, told ? "read " + balance : read));
      int before = balance;
      balance += amounts.get(i);
      String write = "sql \"UPDATE account SET balance = ? WHERE id = ?\" '" + balance + "' '42'";
      events.append(
          "%d S%d %s\n"
              .formatted(
                  i * 100 + 5, i, told ? "write " + balance + " based on " + before : write));
    }
    return sides + "\n" + events;
  }

  private static Advisory advise(String timeline) {
    return advise(Timeline.parse(timeline).spans());
  }

  private static Advisory advise(Iterable<Span> spans) {
    return TraceAnalyzer.builder().build().advise(spans);
  }

  private static Advice only(Advisory advisory) {
    assertThat(advisory.advice()).hasSize(1);
    return advisory.advice().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    // lambda W, and so what is predicted: 1.5 %, 14 %, 45 %
    "1.5, OPTIMISTIC_VERSION",
    "15, ROW_LOCK",
    "60, PARTITION_BY_KEY",
  })
  void the_numbers_decide_where_nothing_else_does(double window, Strategy answer) {
    Advice advice = only(advise(changes(40, 100, window, "device-service")));

    assertThat(advice.answer()).isEqualTo(answer);
    assertThat(advice.measured().isMeasured()).as("no version is seen").isFalse();
    assertThat(advice.measured().services()).containsExactly("device-service");
    assertThat(advice.measured().instances()).isEqualTo(2);
    assertThat(advice.measured().fit().answer()).isEqualTo(Fit.Answer.NOT_OBSERVABLE);
    assertThat(advice.second().strategy()).isEqualTo(Strategy.ATOMIC_STATEMENT);
    assertThat(advice.unseen()).hasSize(3);
  }

  @Test
  void what_no_single_record_can_carry_is_to_be_split_as_well() {
    Advice advice = only(advise(changes(40, 10, 12, "device-service")));

    assertThat(advice.answer()).isEqualTo(Strategy.PARTITION_BY_KEY);
    assertThat(advice.because()).anyMatch(because -> because.contains("split the record"));
    assertThat(advice.costs())
        .filteredOn(cost -> cost.strategy() == Strategy.PARTITION_BY_KEY)
        .allMatch(Cost::isEndless);
  }

  @Property(tries = 60)
  void rate_and_window_are_measured_as_they_are(
      @ForAll @IntRange(min = 20, max = 2_000) int every,
      @ForAll @IntRange(min = 1, max = 18) int window,
      @ForAll @IntRange(min = 20, max = 60) int count) {
    Contended measured = only(advise(changes(count, every, window, "device-service"))).measured();

    assertThat(measured.changes()).isEqualTo(count);
    assertThat(measured.hottestKey()).isEqualTo("d-1");
    assertThat(measured.p99PerSecond()).isCloseTo(1000.0 / every, Percentage.withPercentage(1));
    assertThat(measured.window().count()).isEqualTo(count);
    // The timeline's statements take 0.2 ms each.
    double mean = measured.window().mean() / 1e6;
    assertThat(mean).isCloseTo(window, within(0.3));
    assertThat(measured.window().quantile(0.5) / 1e6).isCloseTo(mean, Percentage.withPercentage(7));
    assertThat(measured.load()).isCloseTo(mean / every, Percentage.withPercentage(2));
    assertThat(measured.predicted())
        .isCloseTo(1 - Math.exp(-mean / every), Percentage.withPercentage(8));
  }

  @Property(tries = 20)
  void the_order_of_the_input_changes_nothing(@ForAll Random random) throws IOException {
    List<Span> spans = new ArrayList<>(Timeline.parse(sums(alternating(), true)).spans());
    String before = json(advise(spans));
    Collections.shuffle(spans, random);

    assertThat(json(advise(spans))).isEqualTo(before);
  }

  private static String json(Advisory advisory) throws IOException {
    StringBuilder json = new StringBuilder();
    new AdviceJsonWriter().write(advisory, json);
    return json.toString();
  }

  private static List<Integer> alternating() {
    List<Integer> amounts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      amounts.add(i % 2 == 0 ? 150 : 400);
    }
    return amounts;
  }

  @Test
  void fixed_amounts_are_one_statement_whether_services_or_parameters_tell_them() {
    for (boolean told : List.of(true, false)) {
      Advice advice = only(advise(sums(alternating(), told)));

      assertThat(advice.answer()).isEqualTo(Strategy.ATOMIC_STATEMENT);
      assertThat(advice.isKept()).isFalse();
      assertThat(advice.because().get(0))
          .isEqualTo("each change adds a fixed amount: balance +150, balance +400");
    }
  }

  @Test
  void amounts_that_grow_with_what_was_read_are_no_sum() {
    List<Integer> interest = new ArrayList<>();
    int balance = 10_000;
    for (int i = 0; i < 40; i++) {
      interest.add(balance / 20);
      balance += balance / 20;
    }

    Advice advice = only(advise(sums(interest, true)));

    assertThat(advice.measured().fit().answer()).isEqualTo(Fit.Answer.MAYBE);
    assertThat(advice.answer()).isNotEqualTo(Strategy.ATOMIC_STATEMENT);
    assertThat(advice.unseen()).anyMatch(unseen -> unseen.what().contains("fits one statement"));
  }

  @Test
  void one_statement_each_is_to_be_kept() {
    String add = "sql \"UPDATE account SET balance = balance + ? WHERE id = ?\" '5' '42'";
    Advice advice =
        only(
            advise(
                "record postgresql/shop/account 42 balance\n"
                    + "A account-service/a-1 request \"POST /points\"\n"
                    + "B account-service/a-2 request \"POST /points\"\n\n"
                    + "0 A "
                    + add
                    + "\n1 B "
                    + add
                    + "\n"));

    assertThat(advice.answer()).isEqualTo(Strategy.ATOMIC_STATEMENT);
    assertThat(advice.isKept()).isTrue();
  }

  @Test
  void two_services_get_one_owner_before_any_lock_unless_they_are_declared_to_be_owners() {
    String text = changes(30, 100, 15, "device-service");
    List<Span> spans =
        Timeline.parse(text.replace("device-service/i-1", "operator-service/i-1")).spans();
    String type = "postgresql/shop/device";

    Advice advice = only(advise(spans));
    Advice declared =
        only(
            TraceAnalyzer.builder()
                .declarations(Declarations.NONE.owners("device-service,operator-service=" + type))
                .build()
                .advise(spans));

    assertThat(advice.answer()).isEqualTo(Strategy.SINGLE_OWNER);
    assertThat(declared.answer()).isNotEqualTo(Strategy.SINGLE_OWNER);
  }

  @Test
  void a_call_in_the_window_rules_out_a_lock() {
    StringBuilder text = new StringBuilder();
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      text.append("S%d device-service/i-%d request \"PUT /devices/{id}\"\n".formatted(i, i % 2));
      events.append("%d S%d %s\n".formatted(i * 500, i, READ));
      events.append("%d S%d call \"GET\" with server.address=rates\n".formatted(i * 500 + 1, i));
      events.append("%d S%d %s\n".formatted(i * 500 + 100, i, WRITE));
    }
    Advice advice =
        only(advise("record postgresql/shop/device d-1 status\n" + text + "\n" + events));

    assertThat(advice.answer()).isEqualTo(Strategy.OPTIMISTIC_VERSION);
    assertThat(advice.measured().windowsAcross()).isEqualTo(12);
    assertThat(advice.measured().calls()).containsExactly("GET");
  }

  @Test
  void what_is_written_without_a_look_is_the_last_writers() {
    String set = "sql \"UPDATE device SET status = ? WHERE id = ?\" 'on' 'd-1'";
    Advice advice =
        only(
            advise(
                "record postgresql/shop/device d-1 status\n"
                    + "A device-service/a-1 request \"PUT /on\"\n"
                    + "B device-service/a-2 request \"PUT /on\"\n\n"
                    + "0 A "
                    + set
                    + "\n500 B "
                    + set
                    + "\n"));

    assertThat(advice.answer()).isEqualTo(Strategy.DO_NOTHING);
  }

  @Test
  void what_one_unit_of_work_changes_alone_is_not_contended() {
    Advisory advisory = advise(changes(1, 100, 5, "device-service"));

    assertThat(advisory.advice()).isEmpty();
    assertThat(advisory.report().coverage().writesWithKey()).isEqualTo(1);
  }

  @Test
  void refused_attempts_are_conflicts_that_were_measured() {
    Advice advice = only(advise(racy("retry-storm").timeline().spans()));

    assertThat(advice.measured().isMeasured()).isTrue();
    assertThat(advice.measured().conflicts()).isEqualTo(24);
    assertThat(advice.measured().conflict()).isGreaterThan(0.3);
    assertThat(advice.answer()).isEqualTo(Strategy.PARTITION_BY_KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "lock-held-too-long, SHORT_LOCK",
    "stampede, SINGLE_FLIGHT",
    "check-then-act, UNIQUE_CONSTRAINT",
    "duplicate-write, OUTBOX_INBOX",
    "write-skew, SERIALIZABLE",
    "lock-expired, FENCING_TOKEN",
  })
  void what_numbers_do_not_mend_is_answered_by_what_was_found(String rule, Strategy answer) {
    assertThat(advise(racy(rule).timeline().spans()).advice())
        .extracting(Advice::answer)
        .contains(answer);
  }

  @ParameterizedTest
  @EnumSource
  void each_answer_has_its_page(Strategy strategy) {
    assertThat(Path.of("../..").resolve(strategy.page())).exists();
  }

  private static TimelineCase racy(String rule) {
    return TimelineCase.of(rule).stream()
        .filter(each -> each.kind().equals("racy"))
        .findFirst()
        .orElseThrow();
  }
}
