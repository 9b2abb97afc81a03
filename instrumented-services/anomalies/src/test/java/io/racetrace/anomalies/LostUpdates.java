package io.racetrace.anomalies;

import static io.racetrace.anomalies.Step.derive;
import static io.racetrace.anomalies.Step.read;
import static io.racetrace.anomalies.Step.write;

import io.racetrace.finding.Scope;
import java.util.List;

/** P4 in every form in which applications have it, and the forms that are safe. */
final class LostUpdates {

  private static final List<String> ACCOUNT =
      List.of(
          "create table account (id int primary key, balance int not null)",
          "insert into account values (1, 100)");
  private static final List<String> VERSIONED =
      List.of(
          "create table account"
              + " (id int primary key, balance int not null, version int not null)",
          "insert into account values (1, 100, 7)");

  private static final String READ = "select balance from account where id = ?";
  private static final String WRITE = "update account set balance = ? where id = ?";
  private static final String ADD = "update account set balance = balance + ? where id = ?";
  private static final String UNCHECKED =
      "update account set balance = ?, version = ? where id = ?";

  private LostUpdates() {}

  static List<Anomaly> all() {
    return List.of(
        plain(),
        Anomaly.of(
                "P4 lost update, the second waits",
                ACCOUNT,
                "A B A B A B",
                deposit("A").transaction(balance(), set(10)),
                deposit("B").transaction(balance(), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "P4 lost update of equal values",
                ACCOUNT,
                "A B A A B B",
                deposit("A").transaction(balance(), set(10)),
                deposit("B").transaction(balance(), set(10)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "P4 lost update, refused and retried",
                ACCOUNT,
                "A B A A B B",
                deposit("A").transaction(balance(), set(10)).retriedWhenRefused(),
                deposit("B").transaction(balance(), set(40)).retriedWhenRefused())
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "P4 lost update, read and write in two transactions",
                ACCOUNT,
                "A A B B A A B B",
                deposit("A").transaction(balance()).transaction(set(10)),
                deposit("B").transaction(balance()).transaction(set(40)))
            .finds("lost-update", Scope.SCOPE_BASED),
        Anomaly.of(
                "P4 lost update, in autocommit",
                ACCOUNT,
                "A B A B",
                deposit("A").alone(balance(), set(10)),
                deposit("B").alone(balance(), set(40)))
            .finds("lost-update", Scope.SCOPE_BASED),
        Anomaly.of(
                "P4 lost update, FOR UPDATE outside a transaction",
                ACCOUNT,
                "A B A B",
                deposit("A").alone(locked(), set(10)),
                deposit("B").alone(locked(), set(40)))
            .finds("lost-update", Scope.SCOPE_BASED),
        Anomaly.of(
                "P4 lost update, an addition destroyed by a value",
                ACCOUNT,
                "A B B A A",
                deposit("A").transaction(balance(), set(10)),
                deposit("B").transaction(write(ADD, 40, 1)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
            "row lock",
            ACCOUNT,
            "A B A A B B",
            deposit("A").transaction(locked(), set(10)),
            deposit("B").transaction(locked(), set(40))),
        Anomaly.of(
                "row lock taken after the read",
                ACCOUNT,
                "A B A A A B B B",
                deposit("A").transaction(balance(), lockedAs("lock"), set(10)),
                deposit("B").transaction(balance(), lockedAs("lock"), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "row lock taken after the read, on a row of which nothing else is read",
                ACCOUNT,
                "A B A A A B B B",
                deposit("A").transaction(balance(), bareLock(), set(10)),
                deposit("B").transaction(balance(), bareLock(), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
            "row lock taken after a first read, and read again by it",
            ACCOUNT,
            "A B A A A B B B",
            deposit("A").transaction(read("first", READ, 1), locked(), set(10)),
            deposit("B").transaction(read("first", READ, 1), locked(), set(40))),
        Anomaly.of(
                "row lock on one side only",
                ACCOUNT,
                "A B B B A A",
                deposit("A").transaction(balance(), set(10)),
                deposit("B").transaction(locked(), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
            "atomic statement",
            ACCOUNT,
            "A B A B",
            deposit("A").transaction(write(ADD, 10, 1)),
            deposit("B").transaction(write(ADD, 40, 1))),
        Anomaly.of(
            "version column, loser reads again",
            VERSIONED,
            "A B A A B B B B",
            deposit("A").transaction(version(), checked(10), new Step.Again(LostUpdates::missed)),
            deposit("B")
                .transaction(version(), checked(40), new Step.Again(LostUpdates::missed))
                .retriedWhenRefused()),
        Anomaly.of(
            "version column, loser answers conflict",
            VERSIONED,
            "A B A A B B",
            deposit("A").transaction(version(), checked(10), new Step.GiveUp(LostUpdates::missed)),
            deposit("B").transaction(version(), checked(40), new Step.GiveUp(LostUpdates::missed))),
        Anomaly.of(
                "version column, no row hit and nobody looked",
                VERSIONED,
                "A B A A B B",
                deposit("A").transaction(version(), checked(10)),
                deposit("B").transaction(version(), checked(40)))
            .finds("lost-update", Scope.UNKNOWN)
            .asPossible(),
        Anomaly.of(
                "version column, counted up and checked by nobody",
                VERSIONED,
                "A B A A B B",
                deposit("A").transaction(version(), unchecked(10)),
                deposit("B").transaction(version(), unchecked(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "version column, checked by one of two",
                VERSIONED,
                "A B A A B B",
                deposit("A")
                    .transaction(version(), checked(10), new Step.GiveUp(LostUpdates::missed)),
                Unit.request("B", "/corrections").transaction(balance(), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED)
            .asPossible(),
        Anomaly.of(
            "two blind updates",
            ACCOUNT,
            "A A B B",
            Unit.request("A", "/corrections").transaction(write(WRITE, 110, 1)),
            Unit.request("B", "/corrections").transaction(write(WRITE, 140, 1))),
        Anomaly.of(
            "two blind updates, the second waits",
            ACCOUNT,
            "A B A B",
            Unit.request("A", "/corrections").transaction(write(WRITE, 110, 1)),
            Unit.request("B", "/corrections").transaction(write(WRITE, 140, 1))));
  }

  static Anomaly plain() {
    return Anomaly.of(
            "P4 lost update",
            ACCOUNT,
            "A B A A B B",
            deposit("A").transaction(balance(), set(10)),
            deposit("B").transaction(balance(), set(40)))
        .finds("lost-update", Scope.LEVEL_BASED);
  }

  private static Unit deposit(String name) {
    return Unit.request(name, "/deposits");
  }

  private static Step.Run balance() {
    return read("balance", READ, 1);
  }

  private static Step.Run locked() {
    return lockedAs("balance");
  }

  private static Step.Run lockedAs(String name) {
    return read(name, READ + " for update", 1);
  }

  private static Step.Run bareLock() {
    return read("lock", "select id from account where id = ? for update", 1);
  }

  private static Step.Run set(int more) {
    return derive(WRITE, memory -> List.of(memory.number("balance") + more, 1));
  }

  private static Step.Run version() {
    return read("row", "select balance, version from account where id = ?", 1);
  }

  private static Step.Run checked(int more) {
    return derive(
        UNCHECKED + " and version = ?",
        memory -> {
          int version = Integer.parseInt(row(memory)[1]);
          return List.of(Integer.parseInt(row(memory)[0]) + more, version + 1, 1, version);
        });
  }

  private static Step.Run unchecked(int more) {
    return derive(
        UNCHECKED,
        memory ->
            List.of(
                Integer.parseInt(row(memory)[0]) + more, Integer.parseInt(row(memory)[1]) + 1, 1));
  }

  private static String[] row(Memory memory) {
    return memory.answer("row").replaceAll("[()]", "").split(",");
  }

  private static boolean missed(Memory memory) {
    return memory.nothing("hit");
  }
}
