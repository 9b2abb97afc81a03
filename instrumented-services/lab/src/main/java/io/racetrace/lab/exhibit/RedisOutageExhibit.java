package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.LockRedis;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Redis outage: heartbeats are counted under a lease, and the Redis that holds the leases is really
 * stopped and started again meanwhile. Heartbeats have to go on; the question is what becomes of
 * the count, and whether anybody notices.
 */
final class RedisOutageExhibit implements Exhibit {
  // The lease is meant to be waited for; how long that takes is up to the machine.
  private static final String LONG = "lock-held-too-long";
  private static final Duration STEP = Duration.ofSeconds(15);

  @Override
  public String name() {
    return "redis-outage";
  }

  @Override
  public String title() {
    return "the locks' Redis cannot be reached for a while, and the writes go on";
  }

  @Override
  public String unit() {
    return "heartbeats";
  }

  @Override
  public String column() {
    return "heartbeats";
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
        Form.racy()
            .finds("lost-update", Certainty.PROVEN)
            .finds("lock-bypassed", Certainty.POSSIBLE)
            .mayPredict(LONG),
        Form.safe("degraded").mayPredict(LONG));
  }

  @Override
  public String database(String form) {
    return "health_outage_" + form;
  }

  @Override
  public LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 10, 150, 8);
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    boolean isRacy = form.equals("racy");
    Tally tally = begin(stage, form, List.of(recordKey));
    ServiceDoor first = stage.door(Lab.INGRESS);
    ServiceDoor second = stage.door(Lab.INGRESS_2);
    beat(first, recordKey, tally);
    beat(second, recordKey, tally);
    final Row before = row(stage, form, recordKey);

    LockRedis locks = stage.props().lockRedis();
    locks.stop();
    first.armGate(recordKey);
    try {
      Asked held = Asked.of("the first side", () -> beat(first, recordKey, tally));
      stage.await(
          "the first side stood between its read and its write, or had no need to read",
          STEP,
          () -> first.gateHolds(recordKey) || held.isAnswered());
      beat(second, recordKey, tally);
      first.releaseGate(recordKey);
      stage.await("the first side was answered", STEP, held::isAnswered);
      held.answer();
    } finally {
      first.releaseGate(recordKey);
    }
    Row during = row(stage, form, recordKey);
    locks.start();
    healed(stage, form, recordKey, tally);
    Row after = row(stage, form, recordKey);
    return truth(stage, form, tally, recordKey)
        .and("before the outage: " + before, before.heartbeats == 2 && !before.degraded)
        .and(
            "during the outage: " + during,
            isRacy ? !during.degraded : during.degraded && during.heartbeats == 2)
        .and("after the outage: " + after, !after.degraded);
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Tally tally = begin(stage, form, plan.recordKeys());
    LockRedis locks = stage.props().lockRedis();
    AtomicInteger turn = new AtomicInteger();
    // Away for the second third, while requests are under way.
    Load.run(
        stage,
        plan,
        operation -> {
          int mine = turn.getAndIncrement();
          if (mine == plan.operations() / 3) {
            locks.stop();
          } else if (mine == plan.operations() * 2 / 3) {
            locks.start();
          }
          beat(stage.door(services().get(mine % 2)), operation.recordKey(), tally);
        });
    locks.start();
    long degraded = degraded(stage, form, plan.name());
    plan.recordKeys().forEach(device -> healed(stage, form, device, tally));
    long left = degraded(stage, form, plan.name());
    Truth truth = truth(stage, form, tally, plan.name());
    return form.equals("racy")
        ? truth
        : truth.and(
            "%d rows were degraded after the load, %d after one more heartbeat of each device"
                .formatted(degraded, left),
            left == 0);
  }

  /** Sends heartbeats until one had a lease again: services notice soon, but not at once. */
  private void healed(Stage stage, String form, String device, Tally tally) {
    List<ServiceDoor> replicas = services().stream().map(stage::door).toList();
    AtomicInteger beats = new AtomicInteger();
    stage.await(
        device + " was healed by a heartbeat",
        STEP,
        () -> {
          beat(replicas.get(beats.getAndIncrement() % 2), device, tally);
          return !row(stage, form, device).degraded;
        });
  }

  private Tally begin(Stage stage, String form, List<String> devices) {
    stage.props().lockRedis().start();
    stage.select("outage-" + form, services());
    stage
        .databases()
        .executeForEach(
            database(form),
            "insert into device_presence (device_id, heartbeats, degraded, version)"
                + " values (?, 0, false, 1)",
            devices);
    Tally tally = new Tally();
    devices.forEach(device -> tally.start(device, 0));
    return tally;
  }

  private static int beat(ServiceDoor replica, String device, Tally tally) {
    int status = replica.post("/devices/" + device + "/heartbeats", "{\"temperature\":21.5}");
    if (status != 204) {
      throw new LabException("a heartbeat was answered with " + status);
    }
    tally.acknowledged(device, 1);
    return status;
  }

  private long degraded(Stage stage, String form, String devices) {
    return rows(stage, form, devices).values().stream().filter(row -> row.degraded).count();
  }

  private Row row(Stage stage, String form, String device) {
    return rows(stage, form, device).values().iterator().next();
  }

  private Map<String, Row> rows(Stage stage, String form, String devices) {
    Map<String, Row> rows = new TreeMap<>();
    stage
        .databases()
        .query(
            database(form),
            "select device_id, heartbeats, degraded from device_presence where device_id like '"
                + devices
                + "%'",
            row -> rows.put(row.getString(1), new Row(row.getLong(2), row.getBoolean(3))));
    return rows;
  }

  private Truth truth(Stage stage, String form, Tally tally, String devices) {
    Map<String, Long> heartbeats = new TreeMap<>();
    rows(stage, form, devices).forEach((device, row) -> heartbeats.put(device, row.heartbeats));
    return tally.truth(heartbeats, 0);
  }

  private record Row(long heartbeats, boolean degraded) {
    @Override
    public String toString() {
      return heartbeats + " heartbeats" + (degraded ? ", degraded" : "");
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
