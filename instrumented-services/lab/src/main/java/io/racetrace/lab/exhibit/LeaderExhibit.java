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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Leader: of two schedulers one leads, as ZooKeeper says, or etcd. Its process is stopped in the
 * middle of its work, for longer than its session lasts; another one leads and writes; and then the
 * first one goes on, as if nothing had been.
 */
final class LeaderExhibit implements Exhibit {
  private static final String ETCD = "etcd";
  private static final Duration STEP = Duration.ofSeconds(25);

  @Override
  public String name() {
    return "leader";
  }

  @Override
  public String title() {
    return "a leader that was replaced while it slept still writes";
  }

  @Override
  public String unit() {
    return "ticks";
  }

  @Override
  public String column() {
    return "ticks";
  }

  @Override
  public List<String> services() {
    return List.of(Lab.INGRESS, Lab.INGRESS_2);
  }

  @Override
  public String drillKey() {
    return "drill-schedule";
  }

  @Override
  public List<Form> forms() {
    return List.of(
        Form.racy()
            .finds("lost-update", Certainty.PROVEN)
            // The row went back to an earlier leader as well; a version that the store counts says
            // more of a write than that.
            .mayFind("stale-overwrite"),
        Form.safe("fencing-token"),
        Form.racy(ETCD).finds("lost-update", Certainty.PROVEN).mayFind("stale-overwrite"),
        Form.safe(ETCD + "-fencing-token"));
  }

  @Override
  public boolean needsEtcd(Form form) {
    return form.name().startsWith(ETCD);
  }

  private static boolean isFenced(String form) {
    return form.endsWith("fencing-token");
  }

  @Override
  public String database(String form) {
    return "health_leader_" + form.replace('-', '_');
  }

  @Override
  public LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 6, 120, 6);
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    Tally tally = begin(stage, form, List.of(recordKey));
    String old = leader(stage);
    String next = old.equals(Lab.INGRESS) ? Lab.INGRESS_2 : Lab.INGRESS;
    ServiceDoor oldLeader = stage.door(old);
    oldLeader.armGate(recordKey);
    try {
      Asked held = Asked.of("the old leader", () -> tick(oldLeader, recordKey, tally));
      stage.await(
          "the leader stood between its read and its write",
          STEP,
          () -> oldLeader.gateHolds(recordKey) || held.isAnswered());
      stage.pause(old);
      try {
        stage.await(
            "another one led, and had written",
            STEP,
            () -> stage.door(next).leads() && tick(stage.door(next), recordKey, tally) == 204);
      } finally {
        stage.resume(old);
      }
      oldLeader.releaseGate(recordKey);
      stage.await("the old leader had answered", STEP, held::isAnswered);
      held.answer();
    } finally {
      oldLeader.releaseGate(recordKey);
    }
    long stale = staleWrites(stage, form, recordKey);
    return truth(stage, form, tally, recordKey)
        .and(
            stale + (stale == 1 ? " write" : " writes") + " by the leader of before",
            isFenced(form) ? stale == 0 : stale == 1);
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Tally tally = begin(stage, form, plan.recordKeys());
    Map<String, Object> clocks = new HashMap<>();
    plan.recordKeys().forEach(schedule -> clocks.put(schedule, new Object()));
    AtomicInteger turn = new AtomicInteger();
    Load.run(
        stage,
        plan,
        operation -> {
          if (turn.getAndIncrement() == plan.operations() / 2) {
            stage.door(leader(stage)).resign();
          }
          // Each schedule has one clock, which ticks for all schedulers.
          synchronized (Objects.requireNonNull(clocks.get(operation.recordKey()))) {
            services().forEach(service -> tick(stage.door(service), operation.recordKey(), tally));
          }
        });
    long stale = staleWrites(stage, form, plan.name());
    Truth truth = truth(stage, form, tally, plan.name());
    return isFenced(form)
        ? truth.and(stale + " writes by the leader of before, of whom one resigned", stale == 0)
        : truth;
  }

  private Tally begin(Stage stage, String form, List<String> schedules) {
    if (form.startsWith(ETCD)) {
      stage.props().etcd().start();
    } else {
      stage.props().zooKeeper().start();
    }
    stage.select("leader-" + form, services());
    services().forEach(service -> stage.door(service).joinLeadership());
    stage.await(
        "one of them led, and no other",
        STEP,
        () -> services().stream().filter(service -> stage.door(service).leads()).count() == 1);
    stage
        .databases()
        .executeForEach(
            database(form),
            "insert into schedule (schedule_id, ticks, leader_epoch, version)"
                + " values (?, 0, 0, 1)",
            schedules);
    Tally tally = new Tally();
    schedules.forEach(schedule -> tally.start(schedule, 0));
    return tally;
  }

  private String leader(Stage stage) {
    return services().stream()
        .filter(service -> stage.door(service).leads())
        .findFirst()
        .orElseThrow(() -> new LabException("nobody leads"));
  }

  private static int tick(ServiceDoor scheduler, String schedule, Tally tally) {
    int status = scheduler.post("/schedules/" + schedule + "/ticks", "");
    if (status == 204) {
      tally.acknowledged(schedule, 1);
    } else if (status == 409) {
      tally.refused();
    } else {
      throw new LabException("a tick was answered with " + status);
    }
    return status;
  }

  /** Writes that came after one by a later leader. */
  private long staleWrites(Stage stage, String form, String schedules) {
    return stage
        .databases()
        .query(
            database(form),
            "select count(*) from schedule_tick tick where schedule_id like '"
                + schedules
                + "%' and exists (select 1 from schedule_tick later"
                + " where later.schedule_id = tick.schedule_id and later.seq < tick.seq"
                + " and later.leader_epoch > tick.leader_epoch)",
            row -> row.getLong(1))
        .get(0);
  }

  private Truth truth(Stage stage, String form, Tally tally, String schedules) {
    Map<String, Long> ticks = new HashMap<>();
    stage
        .databases()
        .query(
            database(form),
            "select schedule_id, ticks from schedule where schedule_id like '" + schedules + "%'",
            row -> ticks.put(row.getString(1), row.getLong(2)));
    return tally.truth(ticks, 0);
  }

  @Override
  public String toString() {
    return name();
  }
}
