package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Health records: telemetry changes a device's row on the event path, an operator's maintenance on
 * the request path, and each change counts one. The safe form has one owner of the row.
 */
public final class HealthRecordExhibit implements Exhibit {
  private static final Duration EVENTS = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "health-record";
  }

  @Override
  public String title() {
    return "an event path and a request path both write one row of a device";
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
    return List.of(Lab.INGRESS, Lab.OPERATOR);
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
            .finds("ownership-conflict", Certainty.PROVEN),
        // A starved machine may stop whoever has the row: then it is held for over 50 ms.
        Form.safe("single-owner").mayPredict("lock-held-too-long"));
  }

  @Override
  public String database(String form) {
    return "health_" + form.replace('-', '_');
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    Tally tally = begin(stage, form, List.of(recordKey));
    ServiceDoor ingress = stage.door(Lab.INGRESS);
    ServiceDoor operator = stage.door(Lab.OPERATOR);
    // The single owner makes the operator's change too, so that is where it can be held.
    ServiceDoor writer = form.equals("single-owner") ? ingress : operator;
    new Drill(
            database(form),
            writer,
            recordKey,
            () -> maintain(operator, recordKey, tally),
            () -> report(ingress, recordKey, tally),
            () -> ingress.openEvents() == 0)
        .run(stage);
    return truth(stage, form, tally, Set.of(recordKey));
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Tally tally = begin(stage, form, plan.recordKeys());
    ServiceDoor ingress = stage.door(Lab.INGRESS);
    ServiceDoor operator = stage.door(Lab.OPERATOR);
    Load.run(
        stage,
        plan,
        operation -> {
          if (operation.eventPath()) {
            report(ingress, operation.recordKey(), tally);
          } else {
            maintain(operator, operation.recordKey(), tally);
          }
        });
    stage.await("all telemetry was in the rows", EVENTS, () -> ingress.openEvents() == 0);
    return truth(stage, form, tally, new HashSet<>(plan.recordKeys()));
  }

  private Tally begin(Stage stage, String form, List<String> devices) {
    stage.select(form, services());
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

  private static void report(ServiceDoor ingress, String device, Tally tally) {
    int status = ingress.post("/devices/" + device + "/telemetry", "{\"temperature\":21.5}");
    if (status != 202) {
      throw new LabException("telemetry was answered with " + status);
    }
    tally.acknowledged(device, 1);
  }

  private static int maintain(ServiceDoor operator, String device, Tally tally) {
    int status = operator.post("/devices/" + device + "/maintenance", "");
    if (status != 204) {
      throw new LabException("maintenance was answered with " + status);
    }
    tally.acknowledged(device, 1);
    return status;
  }

  private Truth truth(Stage stage, String form, Tally tally, Set<String> devices) {
    Map<String, Long> changes = new HashMap<>();
    stage
        .databases()
        .query(
            database(form),
            "select device_id, changes from health_record",
            row -> changes.put(row.getString(1), row.getLong(2)));
    long duplicates =
        stage
            .databases()
            .query(
                database(form),
                "select device_id, count(*) - count(distinct change) from health_change"
                    + " group by device_id",
                row -> devices.contains(row.getString(1)) ? row.getLong(2) : 0L)
            .stream()
            .mapToLong(Long::longValue)
            .sum();
    return tally.truth(changes, duplicates);
  }

  @Override
  public String toString() {
    return name();
  }
}
