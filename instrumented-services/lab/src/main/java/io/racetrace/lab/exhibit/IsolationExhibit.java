package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.util.List;

/**
 * Isolation: the points of an account, read and written in one transaction. Read committed loses
 * them, repeatable read aborts the second writer, and a CHECK constraint refuses a balance below
 * zero, but not one that is merely wrong.
 */
public final class IsolationExhibit implements Exhibit {
  private static final String CONSTRAINT = "check-constraint";
  private static final String ABORTS = "racetrace.sqlstate.40001";
  private static final String REFUSALS = "racetrace.sqlstate.23514";
  private static final int REWARD = 97;

  @Override
  public String name() {
    return "isolation";
  }

  @Override
  public String title() {
    return "one transaction reads and writes a balance, at a level that allows what it must not";
  }

  @Override
  public String unit() {
    return "points";
  }

  @Override
  public String column() {
    return "balance";
  }

  @Override
  public List<String> services() {
    return Points.SERVICES;
  }

  @Override
  public String drillKey() {
    return "drill-account";
  }

  @Override
  public List<Form> forms() {
    return List.of(
        Form.racy()
            .finds("lost-update", Certainty.PROVEN)
            .finds("ownership-conflict", Certainty.PROVEN),
        Form.racy(CONSTRAINT)
            .finds("lost-update", Certainty.PROVEN)
            .finds("ownership-conflict", Certainty.PROVEN),
        // A starved machine may stop whoever has the row: then it is held for over 50 ms.
        // And who is refused tries again: on a slow machine often enough to be told.
        Form.safe("repeatable-read").mayPredict("lock-held-too-long").mayFind("retry-storm"));
  }

  @Override
  public String database(String form) {
    return Points.database(serviceForm(form));
  }

  private static String serviceForm(String form) {
    return form.equals("racy") ? "read-committed" : form;
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    long abortsBefore = count(stage, ABORTS);
    Points points = Points.begin(stage, serviceForm(form), services(), List.of(recordKey));
    if (form.equals(CONSTRAINT)) {
      return constraintDrill(stage, points, recordKey);
    }
    Truth truth = points.drill(recordKey).truth();
    long aborts = count(stage, ABORTS) - abortsBefore;
    return form.equals("racy")
        ? truth.and("nobody was aborted with 40001", aborts == 0)
        : truth.and("the second writer was aborted with 40001, and tried again", aborts == 1);
  }

  /** Five rewards at once show: the balance would be negative. A lost order does not. */
  private Truth constraintDrill(Stage stage, Points points, String account) {
    ServiceDoor referral = stage.door(Lab.REFERRAL);
    long refusalsBefore = referral.metric(REFUSALS);
    int status = redeem(points, account, 5);
    long refusals = referral.metric(REFUSALS) - refusalsBefore;
    new Drill(
            database(CONSTRAINT),
            referral,
            account,
            () -> redeem(points, account, 1),
            () -> points.place(account),
            points::ordersDone)
        .run(stage);
    return points
        .truth()
        .and(
            "the balance below zero was refused with 23514, and the caller was told",
            status == 409 && refusals == 1);
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Points points = Points.begin(stage, serviceForm(form), services(), plan.recordKeys());
    if (!form.equals(CONSTRAINT)) {
      return points.load(plan).truth();
    }
    Load.run(
        stage,
        plan,
        operation -> {
          if (operation.eventPath()) {
            points.place(operation.recordKey());
          } else {
            redeem(points, operation.recordKey(), 1);
          }
        });
    return points.truth();
  }

  private static int redeem(Points points, String account, int rewards) {
    return points.asked("/rewards/" + account + "/" + rewards, account, -REWARD * rewards);
  }

  private long count(Stage stage, String metric) {
    return services().stream().mapToLong(service -> stage.door(service).metric(metric)).sum();
  }

  @Override
  public String toString() {
    return name();
  }
}
