package io.racetrace.lab.exhibit;

import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The accounts that many exhibits are about: each order adds 150 points on the event path, each
 * referral 400 on the request path, and every account starts with 100.
 */
final class Points {
  static final List<String> SERVICES = List.of(Lab.ORDER, Lab.REFERRAL);
  static final int START = 100;
  static final int ORDER = 150;
  static final int REFERRAL = 400;

  private static final Duration EVENTS = Duration.ofMinutes(2);

  private final Stage stage;
  private final String database;
  private final ServiceDoor order;
  private final Tally tally = new Tally();

  private Points(Stage stage, String database) {
    this.stage = stage;
    this.database = database;
    this.order = stage.door(Lab.ORDER);
  }

  /** The database of the services' form of this name. */
  static String database(String form) {
    return "loyalty_" + form.replace('-', '_');
  }

  /**
   * Puts services into a form, and makes accounts.
   *
   * @param form as the services call it
   */
  static Points begin(Stage stage, String form, List<String> services, List<String> accounts) {
    stage.select(form, services);
    String database = database(form);
    stage
        .databases()
        .executeForEach(
            database,
            "insert into loyalty_account (account_id, balance, version) values (?, "
                + START
                + ", 1)",
            accounts);
    Points points = new Points(stage, database);
    accounts.forEach(account -> points.tally.start(account, START));
    return points;
  }

  Tally tally() {
    return tally;
  }

  /** A referral is held between its read and its write, until an order's points came or wait. */
  Points drill(String account) {
    new Drill(
            database,
            stage.door(Lab.REFERRAL),
            account,
            () -> activate(account),
            () -> place(account),
            this::ordersDone)
        .run(stage);
    return this;
  }

  Points load(LoadPlan plan) {
    Load.run(
        stage,
        plan,
        operation -> {
          if (operation.eventPath()) {
            place(operation.recordKey());
          } else {
            activate(operation.recordKey());
          }
        });
    return this;
  }

  void place(String account) {
    int status = order.post("/orders", "{\"accountId\":\"" + account + "\"}");
    if (status != 202) {
      throw new LabException("an order was answered with " + status);
    }
    tally.acknowledged(account, ORDER);
  }

  int activate(String account) {
    return asked("/referrals/" + account + "/activate", account, REFERRAL);
  }

  /** Asks for a change on the request path; gives the HTTP status. */
  int asked(String path, String account, int points) {
    int status = stage.door(Lab.REFERRAL).post(path, "");
    if (status == 200) {
      tally.acknowledged(account, points);
    } else if (status == 409) {
      // Refused, and it said so: nobody expects these points.
      tally.refused();
    } else {
      throw new LabException("a change of points was answered with " + status);
    }
    return status;
  }

  boolean ordersDone() {
    return order.openEvents() == 0;
  }

  /** What the database says, once all is done. */
  Truth truth() {
    stage.await("all orders had their points", EVENTS, this::ordersDone);
    stage.await("the counters were in the rows", EVENTS, order::countersSynced);
    Map<String, Long> balances = new HashMap<>();
    stage
        .databases()
        .query(
            database,
            "select account_id, balance from loyalty_account",
            row -> balances.put(row.getString(1), row.getLong(2)));
    return tally.truth(balances, 0);
  }
}
