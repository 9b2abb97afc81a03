package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.detect.LatentRace;
import io.racetrace.detect.LostUpdate;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Expectation;
import io.racetrace.finding.Finding;
import io.racetrace.lab.exhibit.LoyaltyPointsExhibit;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.file.FileSource;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The losses that are predicted from how often changes come, how long they take and how often two
 * are of one record, against the losses that real services made in a real database, at loads that
 * differ tenfold. Each load arrives whatever became of the operations before it, as a Poisson
 * process.
 */
@Tag("once")
class ITLatentRate {
  private static final LoyaltyPointsExhibit LOYALTY = new LoyaltyPointsExhibit();
  private static final String DATABASE = LOYALTY.database("racy");
  private static final int START = 100;
  private static final int ORDER = 150;
  private static final int REFERRAL = 400;
  private static final int ACCOUNTS = 3;

  /** One load: how many changes a second, and for how long. */
  private record Offered(int perSecond, Duration time) {}

  /**
   * What came of it.
   *
   * @param missing points that the database lacks
   */
  private record Run(Offered load, Instant from, Instant to, long missing) {}

  @Test
  void prediction_and_loss_agree_within_a_factor_of_two_over_a_tenfold_range(@TempDir Path dir)
      throws IOException {
    Path spans = dir.resolve("spans.jsonl");
    List<Run> runs = new ArrayList<>();
    try (Lab lab = Lab.start(spans, List.of(DATABASE), LOYALTY.services(), line -> {})) {
      lab.select("racy", LOYALTY.services());
      // Without this, the first load would measure how services warm up.
      run(lab, "warm-up", new Offered(60, Duration.ofSeconds(5)));
      Run measured = run(lab, "measured", new Offered(60, Duration.ofSeconds(5)));
      lab.awaitSpans();
      int most = mostPerSecond(windowSeconds(spans, measured));
      runs.add(run(lab, "low", new Offered(most / 10, Duration.ofSeconds(150))));
      runs.add(run(lab, "middle", new Offered(most / 3, Duration.ofSeconds(15))));
      runs.add(run(lab, "high", new Offered(most, Duration.ofSeconds(5))));
      lab.awaitSpans();
    }

    for (Run run : runs) {
      long lost = lost(spans, run);
      double predicted = predicted(spans, run);
      System.out.printf(
          "%d changes/s for %d s: %.1f losses predicted, %d counted%n",
          run.load.perSecond, run.load.time.toSeconds(), predicted, lost);
      assertThat(lost).as("losses at %s", run.load).isGreaterThan(5);
      assertThat(predicted / lost).as("at %s", run.load).isBetween(0.5, 2.0);
    }
  }

  /**
   * So many that four of ten changes of a record meet another one, for of those that meet many,
   * each is lost once only. How long a change takes depends on the machine; with fewer, the low
   * load would have hardly any losses to count.
   */
  private static int mostPerSecond(double windowSeconds) {
    return (int) Math.max(120, Math.min(240, 0.4 * ACCOUNTS / windowSeconds));
  }

  private static double windowSeconds(Path spans, Run run) throws IOException {
    return latent(spans, run).stream()
        .mapToDouble(finding -> Objects.requireNonNull(finding.expected()).windowNanosA() / 1e9)
        .average()
        .orElseThrow();
  }

  /** How many changes the analyzer names lost, which add up to what the database lacks. */
  private static long lost(Path spans, Run run) throws IOException {
    long lost = 0;
    BigDecimal points = BigDecimal.ZERO;
    for (Finding finding :
        TraceAnalyzer.builder()
            .detectors(List.of(new LostUpdate()))
            .exemplars(Integer.MAX_VALUE)
            .build()
            .analyze(during(spans, run))
            .findings()) {
      lost += finding.impact().lostUpdates();
      for (Exemplar exemplar : finding.exemplars()) {
        points = points.add(exemplar.lost().getOrDefault("balance", BigDecimal.ZERO));
      }
    }
    assertThat(points.longValueExact()).as("points lost at %s", run.load).isEqualTo(run.missing);
    return lost;
  }

  private static double predicted(Path spans, Run run) throws IOException {
    double predicted = 0;
    for (Finding finding : latent(spans, run)) {
      Expectation expected = Objects.requireNonNull(finding.expected());
      double perDay = Objects.requireNonNull(expected.perDay(), finding.summary());
      predicted += perDay * expected.observedNanos() / Duration.ofDays(1).toNanos();
    }
    return predicted;
  }

  /** What nobody would predict any more, were the detector of losses there too. */
  private static List<Finding> latent(Path spans, Run run) throws IOException {
    return TraceAnalyzer.builder()
        .detectors(List.of(new LatentRace()))
        .build()
        .analyze(during(spans, run))
        .findings();
  }

  private static Run run(Lab lab, String name, Offered load) {
    List<String> accounts = new ArrayList<>();
    for (int i = 1; i <= ACCOUNTS; i++) {
      accounts.add(name + "-" + i);
    }
    lab.databases()
        .executeForEach(
            DATABASE,
            "insert into loyalty_account (account_id, balance, version) values (?, "
                + START
                + ", 1)",
            accounts);
    Instant from = Instant.now();
    long expected = (long) START * ACCOUNTS + arrive(lab, accounts, load);
    ServiceDoor order = lab.door(Lab.ORDER);
    lab.await("all orders had their points", Duration.ofMinutes(1), () -> order.openEvents() == 0);
    Instant to = Instant.now();
    long found =
        lab.databases()
            .query(
                DATABASE,
                "select sum(balance) from loyalty_account where account_id like '" + name + "-%'",
                row -> row.getLong(1))
            .get(0);
    return new Run(load, from, to, expected - found);
  }

  /**
   * Sends changes at times that do not depend on the answers; the sum of the acknowledged points.
   */
  private static long arrive(Lab lab, List<String> accounts, Offered load) {
    Random random = new Random(load.perSecond);
    AtomicLong points = new AtomicLong();
    Queue<Integer> refused = new ConcurrentLinkedQueue<>();
    Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    long start = System.nanoTime();
    double next = 0;
    try {
      while (true) {
        next += -Math.log(1 - random.nextDouble()) / load.perSecond;
        if (next > load.time.toSeconds()) {
          break;
        }
        String account = accounts.get(random.nextInt(accounts.size()));
        boolean event = random.nextBoolean();
        long at = start + (long) (next * 1e9);
        while (System.nanoTime() - at < 0) {
          LockSupport.parkNanos(at - System.nanoTime());
        }
        threads.execute(
            () -> {
              try {
                int status =
                    event
                        ? lab.door(Lab.ORDER).post("/orders", "{\"accountId\":\"" + account + "\"}")
                        : lab.door(Lab.REFERRAL).post("/referrals/" + account + "/activate", "");
                if (status >= 300) {
                  refused.add(status);
                }
                points.addAndGet(event ? ORDER : REFERRAL);
              } catch (RuntimeException failure) {
                failures.add(failure);
              }
            });
      }
    } finally {
      threads.shutdown();
    }
    try {
      assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", interrupted);
    }
    assertThat(refused).isEmpty();
    assertThat(failures).isEmpty();
    return points.get();
  }

  /** The traces that began in the time of a run; runs do not overlap. */
  private static SpanSource during(Path spans, Run run) {
    long from = nanos(run.from);
    long to = nanos(run.to);
    return sink ->
        FileSource.of(spans)
            .read(
                new SpanSink() {
                  @Override
                  public void span(Span span) {
                    if (span.interval().start() >= from && span.interval().start() <= to) {
                      sink.span(span);
                    }
                  }

                  @Override
                  public void diagnostic(Diagnostic diagnostic) {
                    sink.diagnostic(diagnostic);
                  }
                });
  }

  private static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }
}
