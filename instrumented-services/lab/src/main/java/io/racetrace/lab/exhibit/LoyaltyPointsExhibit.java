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

/**
 * Loyalty points: each order adds 150 to an account on the event path, each referral 400 on the
 * request path, and every account starts with 100.
 */
public final class LoyaltyPointsExhibit implements Exhibit {
  private static final int START = 100;
  private static final int ORDER = 150;
  private static final int REFERRAL = 400;
  private static final Duration EVENTS = Duration.ofMinutes(2);

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
    return List.of(Lab.ORDER, Lab.REFERRAL);
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
        Form.safe("row-lock"),
        Form.safe("atomic-statement"));
  }

  @Override
  public String database(String form) {
    return "loyalty_" + form.replace('-', '_');
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    Tally tally = begin(stage, form, List.of(recordKey));
    ServiceDoor order = stage.door(Lab.ORDER);
    ServiceDoor referral = stage.door(Lab.REFERRAL);
    new Drill(
            database(form),
            referral,
            recordKey,
            () -> activate(referral, recordKey, tally),
            () -> place(order, recordKey, tally),
            () -> order.openEvents() == 0)
        .run(stage);
    return truth(stage, form, tally);
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    Tally tally = begin(stage, form, plan.recordKeys());
    ServiceDoor order = stage.door(Lab.ORDER);
    ServiceDoor referral = stage.door(Lab.REFERRAL);
    Load.run(
        stage,
        plan,
        operation -> {
          if (operation.eventPath()) {
            place(order, operation.recordKey(), tally);
          } else {
            activate(referral, operation.recordKey(), tally);
          }
        });
    stage.await("all orders had their points", EVENTS, () -> order.openEvents() == 0);
    return truth(stage, form, tally);
  }

  private Tally begin(Stage stage, String form, List<String> accounts) {
    stage.select(form, services());
    stage
        .databases()
        .executeForEach(
            database(form),
            "insert into loyalty_account (account_id, balance, version) values (?, "
                + START
                + ", 1)",
            accounts);
    Tally tally = new Tally();
    accounts.forEach(account -> tally.start(account, START));
    return tally;
  }

  private static void place(ServiceDoor order, String account, Tally tally) {
    int status = order.post("/orders", "{\"accountId\":\"" + account + "\"}");
    if (status != 202) {
      throw new LabException("an order was answered with " + status);
    }
    tally.acknowledged(account, ORDER);
  }

  private static int activate(ServiceDoor referral, String account, Tally tally) {
    int status = referral.post("/referrals/" + account + "/activate", "");
    if (status == 200) {
      tally.acknowledged(account, REFERRAL);
    } else if (status == 409) {
      // Gave up and said so: nobody expects these points.
      tally.refused();
    } else {
      throw new LabException("a referral was answered with " + status);
    }
    return status;
  }

  private Truth truth(Stage stage, String form, Tally tally) {
    Map<String, Long> balances = new HashMap<>();
    stage
        .databases()
        .query(
            database(form),
            "select account_id, balance from loyalty_account",
            row -> balances.put(row.getString(1), row.getLong(2)));
    return tally.truth(balances, 0);
  }

  @Override
  public String toString() {
    return name();
  }
}
