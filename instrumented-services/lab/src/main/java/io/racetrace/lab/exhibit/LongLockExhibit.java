package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A long lock: a referral locks the account's row and then asks, over HTTP, whether the customer
 * has paid, which takes 300 ms; that stands for 3 s, scaled down by ten. All others wait for the
 * row meanwhile. The safe form asks first, then locks, writes and commits.
 *
 * <p>The truth is what the others waited, as their own service measured it: how many waits for a
 * row lock there were of 150 ms and more, which is half of the remote call. A busy machine may
 * delay one or the other by chance, so up to one in five operations is no harm.
 */
public final class LongLockExhibit implements Exhibit {
  private static final Duration STEP = Duration.ofSeconds(15);
  private static final String WAIT = "racetrace.row_lock.wait";
  private static final String HOLD = "racetrace.row_lock.hold";

  @Override
  public String name() {
    return "long-lock";
  }

  @Override
  public String title() {
    return "a row stays locked across a slow remote call, and everybody else waits";
  }

  @Override
  public String unit() {
    return "lock waits of 150 ms and more";
  }

  @Override
  public List<String> services() {
    return Points.SERVICES;
  }

  @Override
  public String drillKey() {
    return "drill-account";
  }

  @Override
  public List<Form> forms() {
    // A starved machine may stop whoever has the row: then it is held for over 50 ms.
    return List.of(
        Form.racy().finds("lock-held-too-long", Certainty.LIKELY).mayPredict("lock-held-too-long"),
        Form.safe("call-before-lock").mayPredict("lock-held-too-long"));
  }

  @Override
  public String database(String form) {
    return Points.database(serviceForm(form));
  }

  private static String serviceForm(String form) {
    return form.equals("racy") ? "lock-across-call" : form;
  }

  @Override
  public LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 4, 60, 8);
  }

  @Override
  public boolean isHarm(Truth truth) {
    return truth.found() * 5 > truth.operations();
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    Points points = Points.begin(stage, serviceForm(form), services(), List.of(recordKey));
    Waits waits = new Waits(stage);
    boolean[] waited = new boolean[1];
    ServiceDoor order = stage.door(Lab.ORDER);
    String call = "paid-" + recordKey;
    order.armGate(call);
    CompletableFuture<Integer> referral =
        CompletableFuture.supplyAsync(() -> points.activate(recordKey));
    try {
      stage.await(
          "the referral's remote call was under way",
          STEP,
          () -> order.gateHolds(call) || referral.isCompletedExceptionally());
      points.place(recordKey);
      stage.await(
          "the order had its points, or waited for a lock",
          STEP,
          () -> {
            waited[0] = stage.databases().somebodyWaitsForALock(database(form));
            return waited[0] || points.ordersDone();
          });
    } finally {
      order.releaseGate(call);
    }
    stage.await("the referral was answered", STEP, referral::isDone);
    if (referral.join() != 200) {
      throw new LabException("the referral was answered with " + referral.join());
    }
    Truth truth = waits.truth(points);
    return form.equals("racy")
        ? truth.and("the database had somebody wait during the remote call of 300 ms", waited[0])
        : truth.and("nobody waited in the database during the remote call of 300 ms", !waited[0]);
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Points points = Points.begin(stage, serviceForm(form), services(), plan.recordKeys());
    Waits waits = new Waits(stage);
    Truth truth = waits.truth(points.load(plan));
    return form.equals("racy")
        ? truth
        : truth.and("most locks were held for less than 50 ms", waits.mostHoldsAreShort());
  }

  /** What the services counted since this was made. */
  private final class Waits {
    private final Stage stage;
    private final long waitsBefore;
    private final long shortBefore;
    private final long middleBefore;
    private final long longBefore;

    Waits(Stage stage) {
      this.stage = stage;
      waitsBefore = sum(WAIT + ".longer");
      shortBefore = sum(HOLD + ".up_to_50ms");
      middleBefore = sum(HOLD + ".up_to_150ms");
      longBefore = sum(HOLD + ".longer");
    }

    private long sum(String metric) {
      return services().stream().mapToLong(service -> stage.door(service).metric(metric)).sum();
    }

    boolean mostHoldsAreShort() {
      long most = sum(HOLD + ".up_to_50ms") - shortBefore;
      long others = sum(HOLD + ".up_to_150ms") - middleBefore + sum(HOLD + ".longer") - longBefore;
      return most > others;
    }

    Truth truth(Points points) {
      Truth rows = points.truth();
      long found = sum(WAIT + ".longer") - waitsBefore;
      return new Truth(rows.operations(), rows.refused(), 0, found, new TreeMap<>(), 0)
          .and("all points are in the rows", rows.missing() == 0);
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
