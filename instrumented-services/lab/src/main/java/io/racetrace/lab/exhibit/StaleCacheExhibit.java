package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stale cache: one reads a row to fill the cache, another one changes the row and throws the key
 * away, and only then the first one fills. What customers are told from then on is the old value.
 */
final class StaleCacheExhibit implements Exhibit {
  private static final int READS_FOR_EACH_CHANGE = 4;

  @Override
  public String name() {
    return "stale-cache";
  }

  @Override
  public String title() {
    return "the cache is filled with a value that was changed, and thrown away, since it was read";
  }

  @Override
  public String unit() {
    return "degrees";
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
            .finds("stale-cache-set", Certainty.LIKELY)
            // Several who miss together do all read the row, and that is so.
            .mayFind("stampede"),
        Form.safe("fill-token"));
  }

  @Override
  public String database(String form) {
    return "health_limit_" + form.replace('-', '_');
  }

  @Override
  public LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 10, 400, 10);
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    String device = form + "-" + recordKey;
    Tally tally = begin(stage, form, List.of(device));
    ServiceDoor replica = stage.door(Lab.INGRESS);
    CompletableFuture<Void> changed = new CompletableFuture<>();
    new Drill(
            database(form),
            replica,
            device,
            () -> replica.get("/devices/" + device + "/limit").status(),
            () -> changed.completeAsync(() -> raise(replica, device, tally)),
            changed::isDone)
        .run(stage);
    changed.join();
    return truth(stage, tally, List.of(device));
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    LoadPlan ofForm =
        new LoadPlan(
            form + "-" + plan.name(),
            plan.seed(),
            plan.records(),
            plan.operations(),
            plan.concurrency());
    Tally tally = begin(stage, form, ofForm.recordKeys());
    AtomicInteger turn = new AtomicInteger();
    Load.run(
        stage,
        ofForm,
        operation -> {
          int now = turn.getAndIncrement();
          ServiceDoor replica = stage.door(services().get(now % 2));
          if (now % (READS_FOR_EACH_CHANGE + 1) == 0) {
            raise(replica, operation.recordKey(), tally);
          } else {
            limit(replica, operation.recordKey());
            tally.acknowledged(operation.recordKey(), 0);
          }
        });
    return truth(stage, tally, ofForm.recordKeys());
  }

  /** Keys in Redis are of no database, so the devices' names tell forms apart. */
  private Tally begin(Stage stage, String form, List<String> devices) {
    stage.select("limit-" + form, services());
    stage
        .databases()
        .executeForEach(
            database(form),
            "insert into alarm_limit (device_id, degrees, version) values (?, 60, 1)",
            devices);
    Tally tally = new Tally();
    devices.forEach(device -> tally.start(device, 60));
    return tally;
  }

  private static Void raise(ServiceDoor replica, String device, Tally tally) {
    int status = replica.post("/devices/" + device + "/limit/raise", "");
    if (status != 204) {
      throw new LabException("the raise of a limit was answered with " + status);
    }
    tally.acknowledged(device, 1);
    return null;
  }

  private static long limit(ServiceDoor replica, String device) {
    ServiceDoor.Answer answer = replica.get("/devices/" + device + "/limit");
    if (answer.status() != 200) {
      throw new LabException("the question for a limit was answered with " + answer.status());
    }
    return Long.parseLong(answer.body());
  }

  /** What customers are told when all is done, against the changes that were confirmed. */
  private Truth truth(Stage stage, Tally tally, List<String> devices) {
    Map<String, Long> told = new HashMap<>();
    devices.forEach(device -> told.put(device, limit(stage.door(Lab.INGRESS), device)));
    return tally.truth(told, 0);
  }

  @Override
  public String toString() {
    return name();
  }
}
