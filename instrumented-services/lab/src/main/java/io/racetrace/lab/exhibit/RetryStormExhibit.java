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
 * A retry storm: everybody adds to one hot account behind a version column, and whoever is too late
 * tries again at once, up to a hundred times. Nothing is lost, but most of the work is done in
 * vain. The truth is how often the services attempted a change, against how many changes there
 * were; the safe form needs one attempt each.
 */
public final class RetryStormExhibit implements Exhibit {
  private static final Duration STEP = Duration.ofSeconds(15);

  /** How often the drill's first referral is overtaken. */
  private static final int OVERTAKEN = 8;

  @Override
  public String name() {
    return "retry-storm";
  }

  @Override
  public String title() {
    return "optimistic retries on one hot row do most of the work in vain";
  }

  @Override
  public String unit() {
    return "attempts";
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
    return List.of(
        Form.racy().finds("retry-storm", Certainty.PROVEN),
        Form.safe("atomic-statement"),
        // All wait for one row: on a starved machine for long.
        Form.safe("row-lock").mayPredict("lock-held-too-long"));
  }

  @Override
  public String database(String form) {
    return Points.database(serviceForm(form));
  }

  private static String serviceForm(String form) {
    return switch (form) {
      case "racy" -> "retry-at-once";
      case "atomic-statement" -> "hot-row-atomic";
      default -> "hot-row-lock";
    };
  }

  @Override
  public LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 1, 200, 16);
  }

  /** Half as many attempts again as changes. */
  @Override
  public boolean isHarm(Truth truth) {
    return truth.found() * 2 > truth.expected() * 3;
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    Points points = Points.begin(stage, serviceForm(form), services(), List.of(recordKey));
    long before = attempts(stage);
    ServiceDoor referral = stage.door(Lab.REFERRAL);
    boolean isRacy = form.equals("racy");
    int gates = isRacy ? OVERTAKEN : 1;
    for (int attempt = 1; attempt <= gates; attempt++) {
      referral.armGate(gate(recordKey, attempt));
    }
    CompletableFuture<Integer> slow =
        CompletableFuture.supplyAsync(() -> points.activate(recordKey));
    for (int attempt = 1; attempt <= gates; attempt++) {
      String gate = gate(recordKey, attempt);
      try {
        stage.await(
            "attempt " + attempt + " stood before its write",
            STEP,
            () -> referral.gateHolds(gate) || slow.isDone());
        points.place(recordKey);
        stage.await(
            "an order overtook it, or waits for its lock",
            STEP,
            () -> points.ordersDone() || stage.databases().somebodyWaitsForALock(database(form)));
      } finally {
        referral.releaseGate(gate);
      }
    }
    stage.await("the referral was answered", STEP, slow::isDone);
    if (slow.join() != 200) {
      throw new LabException("the referral was answered with " + slow.join());
    }
    return truth(stage, points, before);
  }

  private static String gate(String recordKey, int attempt) {
    return attempt == 1 ? recordKey : recordKey + "-" + attempt;
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Points points = Points.begin(stage, serviceForm(form), services(), plan.recordKeys());
    long before = attempts(stage);
    return truth(stage, points.load(plan), before);
  }

  private static Truth truth(Stage stage, Points points, long before) {
    Truth rows = points.truth();
    return new Truth(
            rows.operations(),
            rows.refused(),
            rows.operations(),
            attempts(stage) - before,
            new TreeMap<>(),
            0)
        .and("all points are in the row", rows.missing() == 0);
  }

  private static long attempts(Stage stage) {
    return Points.SERVICES.stream()
        .mapToLong(service -> stage.door(service).metric("racetrace.attempts"))
        .sum();
  }

  @Override
  public String toString() {
    return name();
  }
}
