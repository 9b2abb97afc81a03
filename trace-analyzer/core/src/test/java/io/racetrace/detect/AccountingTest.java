package io.racetrace.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Report;
import io.racetrace.timeline.Timeline;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * A simulated record knows what is missing from it; the analyzer sees only the spans and must come
 * to the same amount.
 */
class AccountingTest {

  private static final int INITIAL = 100;

  /** How a change is made. */
  enum Form {
    READ_THEN_WRITE,
    VERSION_CHECKED,
    ATOMIC
  }

  /**
   * @param start milliseconds at which it reads
   * @param takes milliseconds until it writes
   */
  record Change(Form form, int writer, int amount, int start, int takes) {}

  /** What happened, and what the record came to. */
  record Run(List<String> lines, int acknowledged, int last) {
    int missing() {
      return INITIAL + acknowledged - last;
    }
  }

  @Provide
  Arbitrary<Change> changes() {
    return Combinators.combine(
            Arbitraries.of(Form.class),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(50, 150, 400),
            Arbitraries.integers().between(0, 300),
            Arbitraries.integers().between(1, 60))
        .as(Change::new);
  }

  @Property
  void with_versions_every_lost_amount_is_accounted_for(
      @ForAll @Size(max = 40) List<@From("changes") Change> changes) {
    Run run = simulate(changes, true);
    Report report = analyze(run);
    assertThat(lost(report)).isEqualByComparingTo(BigDecimal.valueOf(run.missing()));
    assertThat(unmeasured(report)).isZero();
  }

  /** As a service can tell that was asked to write what another one computed. */
  @Property
  void with_nothing_but_the_version_of_the_base_every_lost_amount_is_accounted_for(
      @ForAll @Size(max = 40) List<@From("changes") Change> changes) {
    Run run = simulate(changes, true);
    List<String> lines = new ArrayList<>();
    lines.add("R service-9/i request \"GET /\"");
    run.lines().stream()
        .filter(line -> !line.contains(" read "))
        .map(line -> line.replaceAll("based on -?\\d+ v", "based on v"))
        .forEach(lines::add);
    lines.add("0.0 R read " + state(INITIAL, 1, true) + " for 0.001");
    Report report = analyze(new Run(lines, run.acknowledged(), run.last()));
    assertThat(lost(report)).isEqualByComparingTo(BigDecimal.valueOf(run.missing()));
    assertThat(unmeasured(report)).isZero();
  }

  @Property
  void with_values_alone_the_amount_is_right_or_said_to_be_unknown(
      @ForAll @Size(max = 12) List<@From("changes") Change> changes) {
    List<Change> unchecked =
        changes.stream().filter(change -> change.form() == Form.READ_THEN_WRITE).toList();
    Run run = simulate(unchecked, false);
    Report report = analyze(run);
    if (unmeasured(report) == 0) {
      assertThat(lost(report)).isEqualByComparingTo(BigDecimal.valueOf(run.missing()));
    }
  }

  @Property
  void guarded_changes_are_never_accused(
      @ForAll @Size(max = 40) List<@From("changes") Change> changes) {
    List<Change> guarded =
        changes.stream().filter(change -> change.form() != Form.READ_THEN_WRITE).toList();
    Run run = simulate(guarded, true);
    assertThat(run.missing()).isZero();
    assertThat(analyze(run).findings())
        .filteredOn(finding -> finding.rule().id().equals("lost-update"))
        .isEmpty();
  }

  @Property
  void changes_one_after_the_other_are_never_accused(
      @ForAll @Size(max = 20) List<@IntRange(min = -2, max = 2) Integer> amounts,
      @ForAll @IntRange(min = 1, max = 4_000) int gapMicros,
      @ForAll boolean versions) {
    List<String> lines = new ArrayList<>();
    int value = INITIAL;
    double at = 0;
    for (int i = 0; i < amounts.size(); i++) {
      lines.add("C" + i + " service-" + i % 3 + "/i request \"POST /change\"");
    }
    for (int i = 0; i < amounts.size(); i++) {
      String before = state(value, i + 1, versions);
      value += amounts.get(i);
      lines.add(at + " C" + i + " read " + before + " for 0.1");
      at += 0.15;
      String after = state(value, i + 2, versions);
      lines.add(at + " C" + i + " write " + after + " based on " + before + " for 0.1");
      at += 0.15 + gapMicros / 1000.0;
    }
    Report report = analyze(new Run(lines, 0, value));
    assertThat(report.findings())
        .filteredOn(finding -> finding.rule().id().equals("lost-update"))
        .filteredOn(finding -> finding.certainty().isAtLeast(Certainty.LIKELY))
        .isEmpty();
  }

  /** Steps take effect at distinct times; every statement lasts so short that none overlap. */
  private static Run simulate(List<Change> changes, boolean versions) {
    record Step(double at, int change, boolean read) {}
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      // A place of its own within the millisecond for each change, so that no two steps coincide.
      double place = i * 0.01;
      Change change = changes.get(i);
      if (change.form() != Form.ATOMIC) {
        steps.add(new Step(change.start() + place, i, true));
      }
      steps.add(new Step(change.start() + change.takes() + place, i, false));
    }
    steps.sort(Comparator.comparingDouble(Step::at));
    int value = INITIAL;
    int version = 1;
    int acknowledged = 0;
    int[] seenValue = new int[changes.size()];
    int[] seenVersion = new int[changes.size()];
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      int writer = changes.get(i).writer();
      lines.add("C" + i + " service-" + writer + "/i request \"POST /change/" + writer + "\"");
    }
    for (Step step : steps) {
      Change change = changes.get(step.change());
      int i = step.change();
      String line = step.at() + " C" + i;
      if (step.read()) {
        seenValue[i] = value;
        seenVersion[i] = version;
        lines.add(line + " read " + state(value, version, versions) + " for 0.001");
        continue;
      }
      String based = " based on " + state(seenValue[i], seenVersion[i], versions);
      if (change.form() == Form.VERSION_CHECKED && seenVersion[i] != version) {
        lines.add(line + " write" + based + " guard version-predicate rows 0 for 0.001");
        continue;
      }
      acknowledged += change.amount();
      value = (change.form() == Form.ATOMIC ? value : seenValue[i]) + change.amount();
      version++;
      String guard =
          switch (change.form()) {
            case READ_THEN_WRITE -> based;
            case VERSION_CHECKED -> based + " guard version-predicate rows 1";
            case ATOMIC -> " guard atomic-statement";
          };
      lines.add(line + " write " + state(value, version, versions) + guard + " for 0.001");
    }
    return new Run(lines, acknowledged, value);
  }

  private static String state(int value, int version, boolean versions) {
    return value + (versions ? " v" + version : "");
  }

  private static Report analyze(Run run) {
    String text = "record postgresql/shop/account 42 balance\n" + String.join("\n", run.lines());
    return TraceAnalyzer.builder().build().analyze(Timeline.parse(text).spans());
  }

  private static BigDecimal lost(Report report) {
    return report.findings().stream()
        .filter(finding -> finding.rule().id().equals("lost-update"))
        .map(finding -> finding.impact().lostAmount().getOrDefault("balance", BigDecimal.ZERO))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static long unmeasured(Report report) {
    return report.findings().stream().map(Finding::impact).mapToLong(i -> i.unmeasured()).sum();
  }
}
