package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Payments: a client that got no answer asks again, with the same idempotency key. Whether the
 * money is taken twice is up to the service.
 */
final class PaymentsExhibit implements Exhibit {
  private static final String SERVICE = "payment-service";
  private static final int AMOUNT = 4_200;

  @Override
  public String name() {
    return "payments";
  }

  @Override
  public String title() {
    return "a payment that is asked for again is taken again";
  }

  @Override
  public String unit() {
    return "cents";
  }

  @Override
  public List<String> services() {
    return List.of(SERVICE);
  }

  @Override
  public String drillKey() {
    return "drill-order";
  }

  @Override
  public List<Form> forms() {
    return List.of(
        Form.racy().finds("duplicate-write", Certainty.PROVEN), Form.safe("idempotency-key"));
  }

  @Override
  public String database(String form) {
    return "checkout_" + serviceForm(form).replace('-', '_');
  }

  private static String serviceForm(String form) {
    return form.equals("racy") ? "payments-racy" : form;
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    stage.select(serviceForm(form), services());
    ServiceDoor door = stage.door(SERVICE);
    Tally tally = new Tally();
    tally.start(recordKey, 0);
    CompletableFuture<ServiceDoor.Answer> first = new CompletableFuture<>();
    CompletableFuture<ServiceDoor.Answer> again = new CompletableFuture<>();
    new Drill(
            database(form),
            door,
            recordKey,
            () -> answered(first, pay(door, recordKey, AMOUNT)),
            () -> again.completeAsync(() -> pay(door, recordKey, AMOUNT)),
            again::isDone)
        .run(stage);
    tally.acknowledged(recordKey, AMOUNT);
    boolean isSame = first.join().body().equals(again.join().body());
    Truth truth = truth(stage, form, tally);
    if (form.equals("racy")) {
      return truth.and("the two requests were told of two payments", !isSame);
    }
    return truth
        .and("the second request was told of the first one's payment", isSame)
        .and(
            "the same key with another amount is answered with 422",
            pay(door, recordKey, AMOUNT + 1).status() == 422);
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    stage.select(serviceForm(form), services());
    ServiceDoor door = stage.door(SERVICE);
    Tally tally = new Tally();
    plan.recordKeys().forEach(order -> tally.start(order, 0));
    // Each order is paid once, and asked for by as many requests as the plan has for it.
    plan.plan().stream()
        .map(LoadPlan.Operation::recordKey)
        .distinct()
        .forEach(order -> tally.acknowledged(order, AMOUNT));
    Load.run(stage, plan, operation -> pay(door, operation.recordKey(), AMOUNT));
    return truth(stage, form, tally);
  }

  private static int answered(CompletableFuture<ServiceDoor.Answer> to, ServiceDoor.Answer answer) {
    to.complete(answer);
    return answer.status();
  }

  private static ServiceDoor.Answer pay(ServiceDoor door, String order, int amount) {
    ServiceDoor.Answer answer =
        door.post(
            "/payments",
            "{\"orderId\":\"" + order + "\",\"amount\":" + amount + "}",
            "Idempotency-Key",
            "pay-" + order);
    if (answer.status() != 200 && answer.status() != 422) {
      throw new LabException("a payment was answered with " + answer.status());
    }
    return answer;
  }

  private Truth truth(Stage stage, String form, Tally tally) {
    Map<String, Long> taken = new HashMap<>();
    stage
        .databases()
        .query(
            database(form),
            "select order_id, sum(amount) from payment group by order_id",
            row -> taken.put(row.getString(1), row.getLong(2)));
    return tally.truth(taken, 0);
  }
}
