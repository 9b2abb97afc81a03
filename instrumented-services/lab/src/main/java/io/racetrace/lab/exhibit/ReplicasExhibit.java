package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Replicas: a health record has a single owner, but that one runs twice, and both its replicas take
 * changes, on worker threads of the event path and of the request path. What one process can do for
 * itself does not help; a lease in Redis does.
 */
final class ReplicasExhibit implements Exhibit {
  private static final Duration EVENTS = Duration.ofMinutes(2);
  private static final String CHANGE =
      "{\"source\":\"maintenance\",\"status\":\"maintenance\",\"temperature\":null}";

  @Override
  public String name() {
    return "replicas";
  }

  @Override
  public String title() {
    return "two replicas of a record's single owner change it at the same time";
  }

  @Override
  public String unit() {
    return "changes";
  }

  @Override
  public String column() {
    return "changes";
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
    // The lease is meant to be waited for; how long that takes is up to the machine.
    return List.of(
        Form.racy().finds("lost-update", Certainty.PROVEN),
        Form.safe("lease").mayPredict("lock-held-too-long"),
        // A starved machine may stop whoever has the row: then it is held for over 50 ms.
        Form.safe("row-lock").mayPredict("lock-held-too-long"),
        // So many at a time on so few devices may be more than a version column carries.
        Form.safe("version-column").mayFind("retry-storm"));
  }

  @Override
  public String database(String form) {
    return "health_replicas_" + form.replace('-', '_');
  }

  @Override
  public LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 12, 240, 12);
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    Tally tally = begin(stage, form, List.of(recordKey));
    ServiceDoor first = stage.door(Lab.INGRESS);
    ServiceDoor second = stage.door(Lab.INGRESS_2);
    long waits = second.lockWaits();
    List<Asked> other = new ArrayList<>();
    new Drill(
            database(form),
            first,
            recordKey,
            () -> change(first, recordKey, tally),
            () -> other.add(Asked.of("the other side", () -> change(second, recordKey, tally))),
            () -> other.get(0).isAnswered(),
            () -> second.lockWaits() > waits)
        .run(stage);
    other.get(0).answer();
    return truth(stage, form, tally);
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Tally tally = begin(stage, form, plan.recordKeys());
    AtomicInteger turn = new AtomicInteger();
    Load.run(
        stage,
        plan,
        operation -> {
          ServiceDoor replica = stage.door(services().get(turn.getAndIncrement() % 2));
          if (operation.eventPath()) {
            report(replica, operation.recordKey(), tally);
          } else {
            change(replica, operation.recordKey(), tally);
          }
        });
    stage.await(
        "all telemetry was in the rows",
        EVENTS,
        () ->
            journal(stage, form, plan.name()) == plan.operations() - tally.refusals()
                && nobodyIsBusy(stage));
    return truth(stage, form, tally);
  }

  private Tally begin(Stage stage, String form, List<String> devices) {
    stage.props().lockRedis().start();
    stage.select("replicas-" + form, services());
    stage
        .databases()
        .executeForEach(
            database(form),
            "insert into health_record (device_id, status, temperature, changes, version)"
                + " values (?, 'running', 20, 0, 1)",
            devices);
    Tally tally = new Tally();
    devices.forEach(device -> tally.start(device, 0));
    return tally;
  }

  // Each replica may take what the other one published, so only the rows tell when all is done.
  private long journal(Stage stage, String form, String devices) {
    return stage
        .databases()
        .query(
            database(form),
            "select count(*) from health_change where device_id like '" + devices + "-%'",
            row -> row.getLong(1))
        .get(0);
  }

  private boolean nobodyIsBusy(Stage stage) {
    return services().stream().allMatch(service -> stage.door(service).busyEvents() == 0);
  }

  private static void report(ServiceDoor replica, String device, Tally tally) {
    int status = replica.post("/devices/" + device + "/telemetry", "{\"temperature\":21.5}");
    if (status != 202) {
      throw new LabException("telemetry was answered with " + status);
    }
    tally.acknowledged(device, 1);
  }

  private static int change(ServiceDoor replica, String device, Tally tally) {
    int status = replica.post("/devices/" + device + "/changes", CHANGE);
    if (status == 204) {
      tally.acknowledged(device, 1);
    } else if (status == 409) {
      // Given up, and it said so.
      tally.refused();
    } else {
      throw new LabException("a change was answered with " + status);
    }
    return status;
  }

  private Truth truth(Stage stage, String form, Tally tally) {
    Map<String, Long> changes = new HashMap<>();
    stage
        .databases()
        .query(
            database(form),
            "select device_id, changes from health_record",
            row -> changes.put(row.getString(1), row.getLong(2)));
    return tally.truth(changes, 0);
  }

  @Override
  public String toString() {
    return name();
  }
}
