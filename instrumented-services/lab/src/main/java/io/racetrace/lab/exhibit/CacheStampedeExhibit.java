package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.Platform;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Cache stampede: a forecast is not in the cache, many ask for it at once, and each of them makes
 * the external platform work and takes money for it. One call for each query would have done.
 */
final class CacheStampedeExhibit implements Exhibit {
  private static final String RACY = "racy";
  private static final Duration STEP = Duration.ofSeconds(15);
  private static final int TOGETHER = 6;
  private static final int TIMES_THE_LOAD = 10;
  private static final int ONE_BY_ONE = 40;
  private static final Duration QUICK = Duration.ofMillis(100);

  // Of the racy form's load, where it was shown before; the safe form is held against them.
  private long racyCalls;
  private long racyRequests;

  @Override
  public String name() {
    return "cache-stampede";
  }

  @Override
  public String title() {
    return "equal requests miss the cache together, and each asks the external platform";
  }

  @Override
  public String unit() {
    return "calls";
  }

  @Override
  public List<String> services() {
    return List.of(Lab.INGRESS, Lab.INGRESS_2);
  }

  @Override
  public String drillKey() {
    return "drill-region";
  }

  @Override
  public List<Form> forms() {
    // The lease is there to be held across the call.
    return List.of(Form.racy().finds("stampede", Certainty.LIKELY), Form.safe("lock-per-query"));
  }

  @Override
  public String database(String form) {
    return "health_stampede_" + form.replace('-', '_');
  }

  @Override
  public LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 3, 60, 30);
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    String region = form + "-" + recordKey;
    Tally tally = begin(stage, form, List.of(region));
    Platform platform = stage.props().platform();
    long waits = lockWaits(stage);
    List<Asked> all = new ArrayList<>();
    platform.hold();
    try {
      for (int i = 0; i < TOGETHER; i++) {
        ServiceDoor replica = stage.door(services().get(i % 2));
        all.add(Asked.of("a request", () -> ask(replica, region, tally).status()));
      }
      stage.await(
          "each request was at the platform, or waited for the one that is",
          STEP,
          () -> platform.waiting() + lockWaits(stage) - waits == TOGETHER);
    } finally {
      platform.release();
    }
    stage.await("all were answered", STEP, () -> all.stream().allMatch(Asked::isAnswered));
    all.forEach(Asked::answer);
    return truth(stage, tally, List.of(region));
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    boolean isRacy = form.equals(RACY);
    LoadPlan scaled =
        new LoadPlan(
            form + "-" + plan.name(),
            plan.seed(),
            plan.records(),
            plan.operations() * (isRacy ? 1 : TIMES_THE_LOAD),
            plan.concurrency());
    Tally tally = begin(stage, form, scaled.recordKeys());
    AtomicInteger turn = new AtomicInteger();
    Queue<Long> cached = new ConcurrentLinkedQueue<>();
    Load.run(
        stage,
        scaled,
        operation -> {
          ServiceDoor replica = stage.door(services().get(turn.getAndIncrement() % 2));
          long start = System.nanoTime();
          ServiceDoor.Answer answer = ask(replica, operation.recordKey(), tally);
          if (answer.body().contains("\"cached\":true")) {
            cached.add(System.nanoTime() - start);
          }
        });
    Truth truth = truth(stage, tally, scaled.recordKeys());
    if (isRacy) {
      racyCalls = truth.found();
      racyRequests = truth.operations();
      return truth;
    }
    // How long thirty at a time take on this machine is the machine's affair, so only told.
    return quick(
        fewer(truth)
            .and(
                cached.size() + " came from the cache, half of them within " + median(cached),
                true),
        oneByOne(stage, scaled, tally));
  }

  private Truth fewer(Truth truth) {
    String calls =
        "%d calls for %d requests to a platform that takes 2 to 5 s, divided by %d here"
            .formatted(truth.found(), truth.operations(), Platform.FASTER);
    if (racyCalls == 0) {
      return truth.and(calls, true);
    }
    return truth.and(
        "%s, where the racy form made %d for %d: %d %% fewer at %d times the load"
            .formatted(
                calls,
                racyCalls,
                racyRequests,
                100 - 100 * truth.found() / racyCalls,
                truth.operations() / racyRequests),
        truth.found() * 5 <= racyCalls);
  }

  private Queue<Long> oneByOne(Stage stage, LoadPlan plan, Tally tally) {
    Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < ONE_BY_ONE; i++) {
      ServiceDoor replica = stage.door(services().get(i % 2));
      long start = System.nanoTime();
      ask(replica, plan.recordKeys().get(i % plan.records()), tally);
      nanos.add(System.nanoTime() - start);
    }
    return nanos;
  }

  private static Truth quick(Truth truth, Queue<Long> nanos) {
    return truth.and(
        "asked one at a time, half of them come within " + median(nanos),
        nanos.stream().sorted().toList().get(nanos.size() / 2) < QUICK.toNanos());
  }

  private static String median(Queue<Long> nanos) {
    return nanos.isEmpty()
        ? "no time"
        : String.format(
            Locale.ROOT,
            "%.1f ms",
            nanos.stream().sorted().toList().get(nanos.size() / 2)
                / (double) TimeUnit.MILLISECONDS.toNanos(1));
  }

  private Tally begin(Stage stage, String form, List<String> regions) {
    stage.props().lockRedis().start();
    stage.props().platform().start();
    stage.select("stampede-" + form, services());
    Tally tally = new Tally();
    regions.forEach(region -> tally.start(region, 1));
    return tally;
  }

  private static ServiceDoor.Answer ask(ServiceDoor replica, String region, Tally tally) {
    ServiceDoor.Answer answer = replica.get("/forecasts?region=" + region + "&day=2026-06-01");
    if (answer.status() != 200) {
      throw new LabException("a forecast was answered with " + answer.status());
    }
    tally.acknowledged(region, 0);
    return answer;
  }

  private long lockWaits(Stage stage) {
    return services().stream().mapToLong(service -> stage.door(service).lockWaits()).sum();
  }

  private static Truth truth(Stage stage, Tally tally, List<String> regions) {
    Map<String, Long> calls = new HashMap<>();
    regions.forEach(region -> calls.put(region, (long) stage.props().platform().calls(region)));
    return tally.truth(calls, 0);
  }

  @Override
  public String toString() {
    return name();
  }
}
