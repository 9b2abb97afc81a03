package io.racetrace.anomalies;

import static io.racetrace.anomalies.Step.read;
import static io.racetrace.anomalies.Step.write;

import io.racetrace.finding.Scope;
import java.util.List;

/** Messages that come late or twice: here not every serial execution is right. */
final class Deliveries {

  private static final List<String> DEVICE =
      List.of(
          "create table device (id int primary key, status text not null, version int not null)",
          "insert into device values (1, 'new', 6)");
  private static final List<String> ACCOUNT =
      List.of(
          "create table account (id int primary key, balance int not null)",
          "insert into account values (1, 100)");
  private static final List<String> WITH_INBOX =
      List.of(ACCOUNT.get(0), ACCOUNT.get(1), "create table inbox (message_id text primary key)");

  private static final String ADD = "update account set balance = balance + ? where id = ?";
  private static final String STATUS = "update device set status = ?, version = ? where id = ?";

  private Deliveries() {}

  static List<Anomaly> all() {
    return List.of(
        Anomaly.of(
                "an older event applied after a newer one",
                DEVICE,
                "B B A A",
                event("A", "7").transaction(write(STATUS, "cold", 7, 1)),
                event("B", "8").transaction(write(STATUS, "hot", 8, 1)))
            .onlyIn("AB")
            .finds("stale-overwrite", Scope.UNKNOWN),
        Anomaly.of(
                "an older event dropped by a version guard",
                DEVICE,
                "B B A A",
                event("A", "7").transaction(write(STATUS + " and version < ?", "cold", 7, 1, 7)),
                event("B", "8").transaction(write(STATUS + " and version < ?", "hot", 8, 1, 8)))
            .onlyIn("AB", "B"),
        Anomaly.of(
                "a message applied twice",
                ACCOUNT,
                "A A B B",
                payment("A").transaction(write(ADD, 10, 1)),
                payment("B").transaction(write(ADD, 10, 1)))
            .onlyIn("A", "B")
            .finds("duplicate-write", Scope.UNKNOWN),
        Anomaly.of(
                "a message applied twice at once",
                ACCOUNT,
                "A B A B",
                payment("A").transaction(write(ADD, 10, 1)),
                payment("B").transaction(write(ADD, 10, 1)))
            .onlyIn("A", "B")
            .finds("duplicate-write", Scope.UNKNOWN),
        Anomaly.of(
                "a message delivered twice, kept out by the inbox",
                WITH_INBOX,
                "A A A B B B",
                payment("A").transaction(enter(), write(ADD, 10, 1)),
                payment("B").transaction(enter(), write(ADD, 10, 1)))
            .onlyIn("A", "B"),
        Anomaly.of(
                "a message delivered twice, seen in the inbox",
                WITH_INBOX,
                "A A A A B B B B",
                payment("A").transaction(seen(), enterUnseen(), addUnseen()),
                payment("B").transaction(seen(), enterUnseen(), addUnseen()))
            .onlyIn("A", "B"));
  }

  private static Unit event(String name, String id) {
    return Unit.message(name, "device-events", id);
  }

  /** The same message, whoever takes it. */
  private static Unit payment(String name) {
    return Unit.message(name, "payments", "payment-17");
  }

  private static Step.Run enter() {
    return write("insert into inbox (message_id) values (?)", "payment-17");
  }

  private static Step.Run seen() {
    return read("seen", "select message_id from inbox where message_id = ?", "payment-17");
  }

  private static Step.Run enterUnseen() {
    return enter().when(memory -> memory.nothing("seen"));
  }

  private static Step.Run addUnseen() {
    return write(ADD, 10, 1).when(memory -> memory.nothing("seen"));
  }
}
