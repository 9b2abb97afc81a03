package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Sign-ups: two people look whether an address is free, and both find that it is. */
final class SignUpsExhibit implements Exhibit {
  private static final String SERVICE = "sign-up-service";

  @Override
  public String name() {
    return "sign-ups";
  }

  @Override
  public String title() {
    return "two sign-ups with one address both look first, and both insert";
  }

  @Override
  public String unit() {
    return "members";
  }

  @Override
  public List<String> services() {
    return List.of(SERVICE);
  }

  @Override
  public String drillKey() {
    return "drill@example.org";
  }

  @Override
  public List<Form> forms() {
    return List.of(
        Form.racy().finds("check-then-act", Certainty.LIKELY), Form.safe("unique-constraint"));
  }

  @Override
  public String database(String form) {
    return "checkout_" + serviceForm(form).replace('-', '_');
  }

  private static String serviceForm(String form) {
    return form.equals("racy") ? "sign-ups-racy" : form;
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    stage.select(serviceForm(form), services());
    ServiceDoor door = stage.door(SERVICE);
    Tally tally = new Tally();
    tally.start(recordKey, 0);
    tally.acknowledged(recordKey, 1);
    CompletableFuture<Integer> held = new CompletableFuture<>();
    CompletableFuture<Integer> other = new CompletableFuture<>();
    new Drill(
            database(form),
            door,
            recordKey,
            () -> {
              held.complete(signUp(door, recordKey));
              return 200;
            },
            () -> other.completeAsync(() -> signUp(door, recordKey)),
            other::isDone)
        .run(stage);
    int late = held.join();
    return truth(stage, form, tally)
        .and("who was quicker is answered with " + other.join(), other.join() == 201)
        .and("who was later is answered with " + late, late == (form.equals("racy") ? 201 : 409));
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    stage.select(serviceForm(form), services());
    ServiceDoor door = stage.door(SERVICE);
    Tally tally = new Tally();
    plan.recordKeys().forEach(address -> tally.start(address, 0));
    plan.plan().stream()
        .map(LoadPlan.Operation::recordKey)
        .distinct()
        .forEach(address -> tally.acknowledged(address, 1));
    Load.run(stage, plan, operation -> signUp(door, operation.recordKey()));
    return truth(stage, form, tally);
  }

  private static int signUp(ServiceDoor door, String address) {
    int status = door.post("/sign-ups", "{\"email\":\"" + address + "\"}");
    if (status != 201 && status != 409) {
      throw new LabException("a sign-up was answered with " + status);
    }
    return status;
  }

  private Truth truth(Stage stage, String form, Tally tally) {
    Map<String, Long> members = new HashMap<>();
    stage
        .databases()
        .query(
            database(form),
            "select email, count(*) from member group by email",
            row -> members.put(row.getString(1), row.getLong(2)));
    return tally.truth(members, 0);
  }
}
