package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lock misuse: everybody takes a lease before a device is calibrated, and still two do it at a
 * time. Each calibration counts one, and is noted with the number of the lease under which it was
 * written, so the notes tell who wrote after his lease had passed on.
 */
final class LockMisuseExhibit implements Exhibit {
  // The lease is held for as long as the device works, and others wait for that: so it is meant.
  private static final String LONG = "lock-held-too-long";
  private static final Duration STEP = Duration.ofSeconds(15);

  // The lease of the form with the short one is over long before this is.
  private static final int WORK_MILLIS = 220;

  @Override
  public String name() {
    return "lock-misuse";
  }

  @Override
  public String title() {
    return "a lease that is too short, given back by another one, or not heeded";
  }

  @Override
  public String unit() {
    return "calibrations";
  }

  @Override
  public String column() {
    return "runs";
  }

  @Override
  public List<String> services() {
    return List.of(Lab.INGRESS, Lab.INGRESS_2);
  }

  @Override
  public String drillKey() {
    return "drill-device";
  }

  @Override
  public List<Form> forms() {
    return List.of(
        Form.racy("ttl-too-short")
            .finds("lock-expired", Certainty.LIKELY)
            .finds("lost-update", Certainty.PROVEN)
            .mayPredict(LONG),
        Form.racy("plain-delete")
            .finds("lock-released-by-other", Certainty.LIKELY)
            .finds("lost-update", Certainty.PROVEN)
            // Where the machine is slow, a write comes late here too.
            .mayFind("lock-expired")
            .mayPredict(LONG),
        Form.racy("ignored-failure")
            .finds("lock-bypassed", Certainty.LIKELY)
            .finds("lost-update", Certainty.PROVEN)
            .mayPredict(LONG),
        Form.safe("renewed-lease").mayPredict(LONG),
        Form.safe("fencing-token").mayPredict(LONG));
  }

  @Override
  public String database(String form) {
    return "health_lock_" + form.replace('-', '_');
  }

  @Override
  public LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 10, 60, 8);
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    Tally tally = begin(stage, form, List.of(recordKey));
    long conflicts = conflicts(stage);
    if (form.equals("plain-delete")) {
      lateRelease(stage, recordKey, tally);
    } else {
      heldWork(stage, recordKey, tally);
    }
    Truth truth = truth(stage, form, tally, recordKey);
    long late = lateWrites(stage, form, recordKey);
    return switch (form) {
      case "ttl-too-short", "plain-delete" ->
          truth.and(late + " write by somebody whose lease had passed on", late == 1);
      case "ignored-failure" -> {
        long without = writesWithoutLease(stage, form, recordKey);
        yield truth.and(without + " write by somebody without the lease", without == 1);
      }
      case "fencing-token" -> {
        long refused = conflicts(stage) - conflicts;
        yield truth.and(refused + " write under an expired lease was refused", refused == 1);
      }
      default -> truth;
    };
  }

  /** One is held between read and write; the other gets the lease, goes on without it, or waits. */
  private void heldWork(Stage stage, String device, Tally tally) {
    ServiceDoor first = stage.door(Lab.INGRESS);
    ServiceDoor second = stage.door(Lab.INGRESS_2);
    long waits = second.lockWaits();
    first.armGate(device);
    Asked held = Asked.of("the first side", () -> calibrate(first, device, 0, tally));
    Asked other;
    try {
      stage.await(
          "the first side stood between its read and its write",
          STEP,
          () -> first.gateHolds(device) || held.isAnswered());
      other = Asked.of("the other side", () -> calibrate(second, device, 0, tally));
      boolean leaseEnds = !stage.door(Lab.INGRESS).form().equals("lock-renewed-lease");
      stage.await(
          "the other side had written, or waited for a lease that does not end",
          STEP,
          () -> other.isAnswered() || !leaseEnds && second.lockWaits() > waits);
    } finally {
      first.releaseGate(device);
    }
    stage.await("both sides were answered", STEP, () -> held.isAnswered() && other.isAnswered());
    held.answer();
    other.answer();
  }

  /** The first one's late DEL takes the second one's lease away, and a third one gets it. */
  private void lateRelease(Stage stage, String device, Tally tally) {
    ServiceDoor first = stage.door(Lab.INGRESS);
    ServiceDoor second = stage.door(Lab.INGRESS_2);
    first.armGate(device + ":release");
    second.armGate(device);
    try {
      Asked late = Asked.of("the first side", () -> calibrate(first, device, 0, tally));
      stage.await(
          "the first side had written, and not given back its lease",
          STEP,
          () -> first.gateHolds(device + ":release") || late.isAnswered());
      Asked robbed = Asked.of("the second side", () -> calibrate(second, device, 0, tally));
      stage.await(
          "the second side had the lease, and had read",
          STEP,
          () -> second.gateHolds(device) || robbed.isAnswered());
      first.releaseGate(device + ":release");
      stage.await("the first side was answered", STEP, late::isAnswered);
      late.answer();
      calibrate(first, device, 0, tally);
      second.releaseGate(device);
      stage.await("the second side was answered", STEP, robbed::isAnswered);
      robbed.answer();
    } finally {
      first.releaseGate(device + ":release");
      second.releaseGate(device);
    }
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Tally tally = begin(stage, form, plan.recordKeys());
    AtomicInteger turn = new AtomicInteger();
    Load.run(
        stage,
        plan,
        operation ->
            calibrate(
                stage.door(services().get(turn.getAndIncrement() % 2)),
                operation.recordKey(),
                workMillis(form),
                tally));
    Truth truth = truth(stage, form, tally, plan.name());
    long late = lateWrites(stage, form, plan.name());
    return isSafe(form)
        ? truth.and(late + " writes by somebody whose lease had passed on", late == 0)
        : truth;
  }

  private static int workMillis(String form) {
    return switch (form) {
      // Some are refused then, but not each time.
      case "fencing-token" -> WORK_MILLIS / 2;
      case "plain-delete" -> WORK_MILLIS * 2;
      case "ignored-failure", "renewed-lease" -> WORK_MILLIS / 4;
      default -> WORK_MILLIS;
    };
  }

  private boolean isSafe(String form) {
    return forms().stream().anyMatch(each -> each.name().equals(form) && !each.isRacy());
  }

  private Tally begin(Stage stage, String form, List<String> devices) {
    stage.props().lockRedis().start();
    stage.select("lock-" + form, services());
    stage
        .databases()
        .executeForEach(
            database(form),
            "insert into calibration (device_id, runs, fence, version) values (?, 0, 0, 1)",
            devices);
    Tally tally = new Tally();
    devices.forEach(device -> tally.start(device, 0));
    return tally;
  }

  private static int calibrate(ServiceDoor replica, String device, int millis, Tally tally) {
    int status =
        replica.post("/devices/" + device + "/calibrations", "{\"millis\":" + millis + "}");
    if (status == 204) {
      tally.acknowledged(device, 1);
    } else if (status == 409) {
      tally.refused();
    } else {
      throw new LabException("a calibration was answered with " + status);
    }
    return status;
  }

  private long conflicts(Stage stage) {
    return services().stream().mapToLong(service -> stage.door(service).conflicts()).sum();
  }

  /** Writes that came after one under a later lease. */
  private long lateWrites(Stage stage, String form, String devices) {
    return count(
        stage,
        form,
        "select count(*) from calibration_run run where device_id like '"
            + devices
            + "%' and fence > 0 and exists (select 1 from calibration_run later"
            + " where later.device_id = run.device_id and later.seq < run.seq"
            + " and later.fence > run.fence)");
  }

  private long writesWithoutLease(Stage stage, String form, String devices) {
    return count(
        stage,
        form,
        "select count(*) from calibration_run where device_id like '"
            + devices
            + "%' and fence = 0");
  }

  private long count(Stage stage, String form, String query) {
    return stage.databases().query(database(form), query, row -> row.getLong(1)).get(0);
  }

  private Truth truth(Stage stage, String form, Tally tally, String devices) {
    Map<String, Long> runs = new HashMap<>();
    stage
        .databases()
        .query(
            database(form),
            "select device_id, runs from calibration where device_id like '" + devices + "%'",
            row -> runs.put(row.getString(1), row.getLong(2)));
    return tally.truth(runs, 0);
  }

  @Override
  public String toString() {
    return name();
  }
}
