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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Event order: a device numbers its reports and sends them in order, but several consumers take
 * them, and the slower one writes an older state over a newer one. The row should show each
 * device's last report.
 */
final class EventOrderExhibit implements Exhibit {
  private static final Duration STEP = Duration.ofSeconds(15);
  private static final Duration EVENTS = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "event-order";
  }

  @Override
  public String title() {
    return "several consumers apply one device's reports, and the older one comes last";
  }

  @Override
  public String unit() {
    return "reports";
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
            // The late write may come within what two clocks differ.
            .finds("stale-overwrite", Certainty.POSSIBLE)
            // Nobody reads before he writes, and that is so.
            .mayFind("overlapping-writes"),
        Form.safe("partitioned"),
        Form.safe("version-guard"));
  }

  @Override
  public String database(String form) {
    return "health_order_" + form.replace('-', '_');
  }

  @Override
  public LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 10, 200, 10);
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    Tally tally = begin(stage, form, List.of(recordKey));
    List<ServiceDoor> replicas = services().stream().map(stage::door).toList();
    replicas.forEach(replica -> replica.armGate(recordKey));
    try {
      report(replicas.get(0), recordKey, 1, tally);
      stage.await(
          "a consumer had the first report, and had not written",
          STEP,
          () -> replicas.stream().anyMatch(replica -> replica.gateHolds(recordKey)));
      replicas.stream()
          .filter(replica -> !replica.gateHolds(recordKey))
          .forEach(replica -> replica.releaseGate(recordKey));
      report(replicas.get(0), recordKey, 2, tally);
      if (!form.equals("partitioned")) {
        // There it stands behind the first one, and nobody looks at it.
        stage.await(
            "another consumer had applied the second report",
            STEP,
            () -> handled(stage, form, recordKey) == 1);
      }
    } finally {
      replicas.forEach(replica -> replica.releaseGate(recordKey));
    }
    awaitHandled(stage, form, recordKey, 2);
    return truth(stage, form, tally, recordKey);
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Tally tally = begin(stage, form, plan.recordKeys());
    Map<String, AtomicLong> sequences = new HashMap<>();
    plan.recordKeys().forEach(device -> sequences.put(device, new AtomicLong()));
    AtomicInteger turn = new AtomicInteger();
    Load.run(
        stage,
        plan,
        operation -> {
          ServiceDoor replica = stage.door(services().get(turn.getAndIncrement() % 2));
          AtomicLong sequence = Objects.requireNonNull(sequences.get(operation.recordKey()));
          // A device sends one report after the other.
          synchronized (sequence) {
            report(replica, operation.recordKey(), sequence.incrementAndGet(), tally);
          }
        });
    awaitHandled(stage, form, plan.name(), plan.operations());
    return truth(stage, form, tally, plan.name());
  }

  private Tally begin(Stage stage, String form, List<String> devices) {
    stage.select("order-" + form, services());
    stage
        .databases()
        .executeForEach(
            database(form),
            "insert into device_state (device_id, status, event_seq) values (?, 'new', 0)",
            devices);
    Tally tally = new Tally();
    devices.forEach(device -> tally.start(device, 0));
    return tally;
  }

  private static void report(ServiceDoor replica, String device, long sequence, Tally tally) {
    int status =
        replica.post(
            "/devices/" + device + "/states",
            "{\"sequence\":" + sequence + ",\"status\":\"state " + sequence + "\"}");
    if (status != 202) {
      throw new LabException("a report was answered with " + status);
    }
    tally.acknowledged(device, 1);
  }

  private void awaitHandled(Stage stage, String form, String devices, long reports) {
    stage.await(
        "all reports were handled",
        EVENTS,
        () ->
            handled(stage, form, devices) == reports
                && services().stream().allMatch(service -> stage.door(service).busyEvents() == 0));
  }

  private long handled(Stage stage, String form, String devices) {
    return stage
        .databases()
        .query(
            database(form),
            "select count(*) from device_report where device_id like '" + devices + "%'",
            row -> row.getLong(1))
        .get(0);
  }

  private Truth truth(Stage stage, String form, Tally tally, String devices) {
    Map<String, Long> last = new HashMap<>();
    stage
        .databases()
        .query(
            database(form),
            "select device_id, event_seq from device_state where device_id like '" + devices + "%'",
            row -> last.put(row.getString(1), row.getLong(2)));
    return tally.truth(last, 0);
  }

  @Override
  public String toString() {
    return name();
  }
}
