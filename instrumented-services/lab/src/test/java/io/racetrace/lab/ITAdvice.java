package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.advise.Advice;
import io.racetrace.advise.Strategy;
import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Exhibits;
import io.racetrace.lab.exhibit.LoadPlan;
import io.racetrace.lab.exhibit.Truth;
import io.racetrace.lab.stage.Lab;
import io.racetrace.sources.file.FileSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is advised on the spans of a racy form is the form that then wins, under the same load, by
 * what the store and the driver of the load say: nothing lost, then nobody given up, then fewest
 * attempts (or calls, or long waits), then the shortest time. The analyzer has no say in that.
 */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITAdvice {

  /** Times differ from run to run; within this, two forms are equally fast. */
  private static final double EQUALLY_FAST = 1.25;

  /** Attempts that differ by less are as many. */
  private static final double AS_MANY = 1.02;

  private static final int ROUNDS = 3;

  /**
   * @param forms those of the exhibit that stand for remedies
   * @param recordType what the name of the record type begins with
   * @param load with which all of them are run
   */
  record Contest(String exhibit, Map<Strategy, String> forms, String recordType, LoadPlan load) {

    @Override
    public String toString() {
      return exhibit;
    }
  }

  /**
   * What one form made of the load.
   *
   * @param missing what is not as it must be
   * @param givenUp operations that were refused in the end
   * @param effort attempts, calls or long waits for each operation, whatever the exhibit is about
   * @param seconds for each operation, in the quickest round
   */
  private record Score(String form, long missing, long givenUp, double effort, double seconds) {

    Score best(Score other) {
      return new Score(
          form,
          Math.max(missing, other.missing),
          Math.max(givenUp, other.givenUp),
          (effort + other.effort) / 2,
          Math.min(seconds, other.seconds));
    }

    boolean isAsGoodAs(Score other) {
      if (missing != other.missing) {
        return missing < other.missing;
      }
      if (givenUp != other.givenUp) {
        return givenUp < other.givenUp;
      }
      boolean fewer = effort * AS_MANY < other.effort;
      boolean more = effort > other.effort * AS_MANY;
      return fewer || !more && seconds <= other.seconds * EQUALLY_FAST;
    }
  }

  private Path spans = Path.of("");
  private @Nullable Lab started;

  @BeforeAll
  void start(@TempDir Path folder) {
    spans = folder.resolve("spans.jsonl");
    List<String> databases = new ArrayList<>();
    List<String> services = new ArrayList<>();
    contests()
        .map(contest -> Exhibits.named(contest.exhibit).orElseThrow())
        .forEach(
            exhibit -> {
              exhibit.forms().forEach(form -> databases.add(exhibit.database(form.name())));
              services.addAll(exhibit.services());
            });
    started = Lab.start(spans, databases, services.stream().distinct().toList(), line -> {});
  }

  @AfterAll
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  private Lab lab() {
    return Objects.requireNonNull(started);
  }

  static Stream<Contest> contests() {
    return Stream.of(
        new Contest(
            "loyalty-points",
            Map.of(
                Strategy.OPTIMISTIC_VERSION,
                "version-column",
                Strategy.ROW_LOCK,
                "row-lock",
                Strategy.ATOMIC_STATEMENT,
                "atomic-statement"),
            "loyalty_account",
            new LoadPlan("load", 42, 20, 600, 16)),
        new Contest(
            "replicas",
            Map.of(
                Strategy.OPTIMISTIC_VERSION,
                "version-column",
                Strategy.ROW_LOCK,
                "row-lock",
                Strategy.FENCING_TOKEN,
                "lease"),
            "health_record",
            new LoadPlan("load", 42, 24, 600, 8)),
        new Contest(
            "cache-stampede",
            Map.of(Strategy.SINGLE_FLIGHT, "lock-per-query"),
            "forecast:",
            new LoadPlan("load", 42, 3, 60, 30)),
        new Contest(
            "long-lock",
            Map.of(Strategy.SHORT_LOCK, "call-before-lock"),
            "loyalty_account",
            new LoadPlan("load", 42, 4, 60, 8)),
        new Contest(
            "retry-storm",
            Map.of(Strategy.ATOMIC_STATEMENT, "atomic-statement", Strategy.ROW_LOCK, "row-lock"),
            "loyalty_account",
            new LoadPlan("load", 42, 1, 200, 16)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contests")
  void what_is_advised_then_wins(Contest contest, @TempDir Path folder) throws IOException {
    Exhibit exhibit = Exhibits.named(contest.exhibit).orElseThrow();
    List<String> forms = new ArrayList<>(List.of("racy"));
    forms.addAll(contest.forms.values().stream().sorted().toList());
    Path racy = folder.resolve("racy.jsonl");
    Map<String, Score> scores = new TreeMap<>();
    for (String form : forms) {
      // What a service does for the first time is slow, whatever its form.
      exhibit.load(lab(), form, named(contest.load, "warm-up"));
    }
    for (int round = 1; round <= ROUNDS; round++) {
      for (String form : forms) {
        long from = lab().spanBytes();
        Score score = score(lab(), exhibit, form, named(contest.load, "round-" + round));
        scores.merge(form, score, Score::best);
        if (round == 1 && form.equals("racy")) {
          cut(spans, from, lab().spanBytes(), racy);
        }
      }
    }

    Advice advice = advice(racy, contest.recordType);
    Advice bare = advice(LessTold.unstated(FileSource.of(racy)), contest.recordType);
    System.out.println(table(contest, advice, scores));
    assertThat(contest.forms).containsKey(advice.answer());
    Score advised =
        Objects.requireNonNull(
            scores.get(Objects.requireNonNull(contest.forms.get(advice.answer()))));
    assertThat(advised.missing).as(advised.toString()).isZero();
    assertThat(advised.givenUp).as(advised.toString()).isZero();
    assertThat(scores.values())
        .allSatisfy(other -> assertThat(advised.isAsGoodAs(other)).as("%s", other).isTrue());
    assertThat(Objects.requireNonNull(scores.get("racy")).isAsGoodAs(advised)).isFalse();
    assertThat(bare.answer()).as("without what services state").isEqualTo(advice.answer());
  }

  private static LoadPlan named(LoadPlan plan, String name) {
    return new LoadPlan(name, plan.seed(), plan.records(), plan.operations(), plan.concurrency());
  }

  private static Score score(Lab lab, Exhibit exhibit, String form, LoadPlan plan) {
    long conflicts = conflicts(lab, exhibit);
    long start = System.nanoTime();
    Truth truth = exhibit.load(lab, form, plan);
    double seconds = (System.nanoTime() - start) / 1e9;
    long operations = truth.operations() + truth.refused();
    boolean counts = exhibit.column() == null;
    return new Score(
        form,
        truth.checks().stream().filter(check -> !check.holds()).count()
            + (counts ? 0 : Math.abs(truth.missing())),
        truth.refused(),
        counts
            ? (double) truth.found() / operations
            : 1 + (double) (conflicts(lab, exhibit) - conflicts) / operations,
        seconds / operations);
  }

  private static long conflicts(Lab lab, Exhibit exhibit) {
    return exhibit.services().stream()
        .mapToLong(service -> lab.door(service).metric("racetrace.conflicts"))
        .sum();
  }

  private static Advice advice(Path spans, String recordType) throws IOException {
    return advice(FileSource.of(spans), recordType);
  }

  private static Advice advice(SpanSource spans, String recordType) throws IOException {
    List<Advice> advice =
        TraceAnalyzer.builder().build().advise(spans).advice().stream()
            .filter(each -> each.measured().recordType().contains("/" + recordType))
            .toList();
    assertThat(advice).hasSize(1);
    return advice.get(0);
  }

  private static String table(Contest contest, Advice advice, Map<String, Score> scores) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%s: advised %s; lambda W %.2f, c %.2f, utilisation %.2f%n",
            contest.exhibit,
            advice.answer().id(),
            advice.measured().load(),
            advice.measured().conflict(),
            advice.measured().utilisation()));
    double best = scores.values().stream().mapToDouble(Score::seconds).min().orElseThrow();
    scores.values().stream()
        .sorted(Comparator.comparingDouble(Score::seconds))
        .forEach(
            score ->
                table.append(
                    String.format(
                        Locale.ROOT,
                        "  %-18s missing %4d, given up %3d, effort %5.2f, time %5.2f%n",
                        score.form,
                        score.missing,
                        score.givenUp,
                        score.effort,
                        score.seconds / best)));
    return table.toString();
  }

  private static void cut(Path spans, long from, long to, Path target) throws IOException {
    try (InputStream in = Files.newInputStream(spans)) {
      in.skipNBytes(from);
      Files.write(target, in.readNBytes((int) (to - from)));
    }
  }
}
