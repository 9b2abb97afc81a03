package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Redelivery: an order's points are committed, the acknowledgement gets lost, and the stream
 * delivers the order again. The safe form keeps the ids of messages in an inbox.
 */
public final class RedeliveryExhibit implements Exhibit {
  /** One acknowledgement of so many gets lost under load. */
  private static final int LOST_OF = 10;

  @Override
  public String name() {
    return "redelivery";
  }

  @Override
  public String title() {
    return "an event is delivered twice, since its acknowledgement got lost, and is applied twice";
  }

  @Override
  public String unit() {
    return "points";
  }

  @Override
  public List<String> services() {
    return List.of(Lab.ORDER);
  }

  @Override
  public String drillKey() {
    return "drill-account";
  }

  @Override
  public List<Form> forms() {
    return List.of(Form.racy().finds("duplicate-write", Certainty.PROVEN), Form.safe("inbox"));
  }

  @Override
  public String database(String form) {
    return Points.database(serviceForm(form));
  }

  private static String serviceForm(String form) {
    return form.equals("racy") ? "no-inbox" : form;
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    Points points = Points.begin(stage, serviceForm(form), services(), List.of(recordKey));
    stage.door(Lab.ORDER).loseAcknowledgements(1);
    points.place(recordKey);
    Truth truth = points.truth();
    return form.equals("racy")
        ? truth.and("one order gave its points twice", truth.missing() == -Points.ORDER)
        : truth;
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Points points = Points.begin(stage, serviceForm(form), services(), plan.recordKeys());
    ServiceDoor order = stage.door(Lab.ORDER);
    AtomicInteger placed = new AtomicInteger();
    Load.run(
        stage,
        plan,
        operation -> {
          if (placed.incrementAndGet() % LOST_OF == 0) {
            order.loseAcknowledgements(1);
          }
          points.place(operation.recordKey());
        });
    Truth truth = points.truth();
    return truth.and("no order was given up", order.deadEvents() == 0);
  }

  @Override
  public String toString() {
    return name();
  }
}
