package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Stage;
import java.util.List;

/**
 * Loyalty points: each order adds 150 to an account on the event path, each referral 400 on the
 * request path, and every account starts with 100.
 */
public final class LoyaltyPointsExhibit implements Exhibit {
  @Override
  public String name() {
    return "loyalty-points";
  }

  @Override
  public String title() {
    return "two services add points to one balance that both read first";
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
        Form.safe("version-column"),
        // A starved machine may stop whoever has the row: then it is held for over 50 ms.
        Form.safe("row-lock").mayPredict("lock-held-too-long"),
        Form.safe("atomic-statement"),
        Form.safe("redis-incrby"));
  }

  @Override
  public String database(String form) {
    return Points.database(form);
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    return Points.begin(stage, form, services(), List.of(recordKey)).drill(recordKey).truth();
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    return Points.begin(stage, form, services(), plan.recordKeys()).load(plan).truth();
  }

  @Override
  public String toString() {
    return name();
  }
}
