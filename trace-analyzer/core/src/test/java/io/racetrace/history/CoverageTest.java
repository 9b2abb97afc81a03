package io.racetrace.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.gap.ContextGap;
import io.racetrace.access.gap.Emitter;
import io.racetrace.access.gap.Gap;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.trace.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CoverageTest {

  @Property(tries = 200)
  void coverages_add_up_whatever_the_order(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int size) {
    Random random = new Random(seed);
    Coverage a = random(random, size * 300);
    Coverage b = random(random, 300);
    Coverage c = random(random, size);

    assertThat(a.plus(b)).isEqualTo(b.plus(a));
    assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
    assertThat(a.plus(Coverage.NONE)).isEqualTo(a).isEqualTo(Coverage.NONE.plus(a));
  }

  @Property(tries = 200)
  void only_the_first_keys_are_kept_apart_and_nothing_gets_lost(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int limit) {
    Random random = new Random(seed);
    FirstCounts<String> at_once = counts(limit);
    FirstCounts<String> one = counts(limit);
    FirstCounts<String> other = counts(limit);
    TreeSet<String> keys = new TreeSet<>();
    long sum = 0;
    for (int i = 0; i < 40; i++) {
      String key = "key-" + random.nextInt(9);
      long count = random.nextInt(4);
      keys.add(key);
      sum += count;
      at_once.add(key, count);
      (random.nextBoolean() ? one : other).add(key, count);
    }
    other.forEach(one::add);

    assertThat(told(one)).isEqualTo(told(at_once));
    assertThat(told(one)).hasSizeLessThanOrEqualTo(limit + 1);
    long[] total = new long[1];
    one.forEach((key, counts) -> total[0] += counts[0]);
    assertThat(total[0]).isEqualTo(sum);
    List<String> first = keys.stream().limit(limit).toList();
    assertThat(told(one)).extracting(line -> line.replaceFirst(" .*", "")).containsAll(first);
  }

  @Test
  void statements_and_record_types_of_a_service_are_bounded_and_the_rest_is_counted() {
    CoverageTable table = new CoverageTable();
    for (int i = 0; i < 2_000; i++) {
      String type = "type" + i;
      table.row("s", type, 1, 0, 0, 0, 0, 0, 0, 0);
      table.gap(gap("s", type, "statement " + i, KeyGap.BATCH, Emitter.UNKNOWN, 0, 0), 1, 0);
    }

    assertThat(table.rows()).hasSize(CoverageTable.MAX_TYPES + 1);
    CoverageRow rest = table.rows().get(CoverageTable.MAX_TYPES);
    assertThat(rest.recordType()).isEqualTo(CoverageRow.FURTHER);
    assertThat(rest.writes()).isEqualTo(2_000 - CoverageTable.MAX_TYPES);
    assertThat(table.gaps()).hasSize(CoverageTable.MAX_GAPS + 1);
    assertThat(table.gaps().stream().mapToLong(CoverageGap::writes).sum()).isEqualTo(2_000);
  }

  @Test
  void a_type_that_stayed_unseen_is_not_covered_up_by_the_rest() {
    CoverageTable table = seen();
    table.row("s", "db/blind", 3, 1, 0, 0, 0, 0, 0, 0);
    table.gap(gap("s", "db/blind", "", KeyGap.NO_PARAMETERS, Emitter.UNKNOWN, 0, 0), 2, 0);

    Coverage coverage = coverage(table, 1_003, 1_001);

    assertThat(coverage.keyShare()).isGreaterThan(0.99);
    assertThat(coverage.unseenTypes())
        .containsExactly(new UnseenType("db/blind", "writes", 1, 3))
        .extracting(UnseenType::words)
        .containsExactly("only 1 of 3 writes of db/blind shows its record");
    assertThat(coverage.canProveAbsence()).isFalse();
  }

  @Test
  void a_type_whose_reads_stayed_unseen_is_not_clean_either() {
    CoverageTable table = seen();
    table.row("s", "db/half", 9, 9, 9, 9, 9, 0, 0, 0);
    table.row("other", "db/half", 0, 0, 0, 0, 0, 9, 0, 0);
    table.gap(gap("other", "db/half", "", KeyGap.NO_PARAMETERS, Emitter.UNKNOWN, 0, 0), 0, 9);

    Coverage coverage = coverage(table, 1_009, 1_009);

    assertThat(coverage.unseenTypes())
        .extracting(UnseenType::words)
        .containsExactly("none of 9 reads of db/half show their record");
    assertThat(coverage.canProveAbsence()).isFalse();
  }

  @Test
  void look_ups_before_inserts_that_stayed_unseen_are_not_clean_either() {
    CoverageTable table = seen();
    table.row("s", "db/member", 0, 0, 0, 0, 0, 9, 0, 4);
    table.gap(gap("s", "db/member", "", KeyGap.HIDDEN_LOOKUP, Emitter.UNKNOWN, 0, 0), 0, 9);
    table.row("s", "db/once", 0, 0, 0, 0, 0, 1, 0, 1);
    table.gap(gap("s", "db/once", "", KeyGap.HIDDEN_LOOKUP, Emitter.UNKNOWN, 0, 0), 0, 1);
    table.row("s", "db/log", 0, 0, 0, 0, 0, 9, 0, 4);
    table.gap(gap("s", "db/log", "", KeyGap.NO_PARAMETERS, Emitter.UNKNOWN, 0, 0), 0, 9);

    assertThat(coverage(table, 1_000, 1_000).unseenTypes())
        .extracting(UnseenType::words)
        .containsExactly("none of 9 lookups of db/member show their record");
  }

  @Test
  void a_service_that_stayed_unseen_is_not_covered_up_by_those_that_it_may_meet() {
    CoverageTable table = seen();
    table.row("intruder", "db/seen", 1, 0, 0, 0, 0, 0, 0, 0);
    table.gap(gap("intruder", "db/seen", "", KeyGap.NO_PARAMETERS, Emitter.UNKNOWN, 0, 0), 1, 0);
    table.row("batch", "db/seen", 3, 0, 0, 0, 0, 0, 0, 0);
    table.gap(gap("batch", "db/seen", "", KeyGap.MANY_ROWS, Emitter.UNKNOWN, 0, 0), 3, 0);
    table.row("mostly", "db/seen", 3, 2, 0, 0, 0, 0, 0, 0);
    table.gap(gap("mostly", "db/seen", "", KeyGap.BATCH, Emitter.UNKNOWN, 0, 0), 1, 0);

    Coverage coverage = coverage(table, 1_007, 1_002);

    assertThat(coverage.unseenTypes())
        .extracting(UnseenType::words)
        .containsExactly("none of 1 writes by intruder of db/seen show their record");
    assertThat(coverage.canProveAbsence()).isFalse();
  }

  @Test
  void a_type_beyond_those_that_are_told_apart_is_not_covered_up_either() {
    CoverageTable table = seen();
    for (int i = 0; i < CoverageTable.MAX_TYPES; i++) {
      table.row("s", "db/a" + i, 9, 9, 9, 9, 9, 0, 0, 0);
    }
    table.row("s", "db/zzz", 2, 0, 0, 0, 0, 0, 0, 0);
    table.gap(gap("s", "db/zzz", "", KeyGap.NO_PARAMETERS, Emitter.UNKNOWN, 0, 0), 2, 0);

    assertThat(coverage(table, 5_502, 5_500).unseenTypes())
        .extracting(UnseenType::words)
        .containsExactly("none of 2 hidden writes of db/zzz show their record");
  }

  @Test
  void what_names_no_rows_or_happens_once_or_has_no_name_is_left_to_the_whole() {
    CoverageTable table = seen();
    table.row("s", "db/queue", 2, 0, 0, 0, 0, 2, 0, 0);
    table.gap(gap("s", "db/queue", "", KeyGap.MANY_ROWS, Emitter.UNKNOWN, 0, 0), 2, 2);
    table.row("s", "db/once", 1, 0, 0, 0, 0, 0, 0, 0);
    table.gap(gap("s", "db/once", "", KeyGap.BATCH, Emitter.UNKNOWN, 0, 0), 1, 0);
    table.row("s", "db/unknown", 5, 0, 0, 0, 0, 0, 0, 0);
    table.gap(gap("s", "db/unknown", "", KeyGap.PROCEDURE, Emitter.UNKNOWN, 0, 0), 5, 0);
    table.row("s", "db/looked-up", 3, 3, 3, 3, 3, 5, 0, 0);
    table.gap(gap("s", "db/looked-up", "", KeyGap.NO_KEY_COLUMN, Emitter.UNKNOWN, 0, 0), 0, 5);

    Coverage coverage = coverage(table, 1_011, 1_003);

    assertThat(coverage.unseenTypes()).isEmpty();
    assertThat(coverage.canProveAbsence()).isTrue();
  }

  private static CoverageTable seen() {
    CoverageTable table = new CoverageTable();
    table.row("s", "db/seen", 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 0);
    return table;
  }

  private static Coverage coverage(CoverageTable table, long writes, long writesWithKey) {
    return new Coverage(
            9_000, 900, 0, writes, writesWithKey, writes, 0, false, List.of(), List.of(), List.of())
        .with(table, List.of());
  }

  private static FirstCounts<String> counts(int limit) {
    return new FirstCounts<>(limit, key -> "rest");
  }

  private static List<String> told(FirstCounts<String> counts) {
    List<String> told = new ArrayList<>();
    counts.forEach((key, numbers) -> told.add(key + " " + numbers[0]));
    return told;
  }

  private static Coverage random(Random random, int size) {
    CoverageTable table = new CoverageTable();
    List<ServiceCoverage> services = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String service = "service" + (i + random.nextInt(2) * 2);
      services.add(
          new ServiceCoverage(
              service,
              new TreeSet<>(List.of("e" + random.nextInt(12))),
              random.nextInt(9),
              random.nextInt(9),
              random.nextInt(9),
              random.nextInt(9),
              random.nextBoolean() ? null : new Sampling(random.nextInt(9), random.nextBoolean()),
              1 + random.nextInt(9)));
      for (int j = 0; j < size; j++) {
        String type = "type" + random.nextInt(800);
        long writes = random.nextInt(5);
        table.row(service, type, writes, 1, 2, 3, 4, 5, 6, 7);
        table.keyColumns(service, type, random.nextBoolean() ? null : "k" + random.nextInt(3));
        Gap gap = random.nextBoolean() ? KeyGap.BATCH : ContextGap.CUT_OFF;
        Emitter emitter =
            random.nextBoolean() ? Emitter.UNKNOWN : new Emitter("java", "", "s", "h2");
        table.gap(gap(service, type, "s" + random.nextInt(3), gap, emitter, 0, 0), writes, 1);
      }
    }
    services.sort(java.util.Comparator.comparing(ServiceCoverage::service));
    Coverage totals =
        new Coverage(
            random.nextInt(9),
            1,
            2,
            3,
            random.nextInt(9),
            5,
            6,
            random.nextBoolean(),
            List.of(),
            List.of(),
            List.of());
    return totals.with(table, services);
  }

  private static CoverageGap gap(
      String service,
      String type,
      String statement,
      Gap gap,
      Emitter emitter,
      long writes,
      long reads) {
    return new CoverageGap(service, type, statement, gap, emitter, writes, reads);
  }
}
