package io.racetrace.anomalies;

import static io.racetrace.anomalies.Step.derive;
import static io.racetrace.anomalies.Step.read;
import static io.racetrace.anomalies.Step.write;

import io.racetrace.finding.Scope;
import java.util.List;

/** Locks that PostgreSQL keeps beside the rows: advisory ones, and those of a whole table. */
final class StoreLocks {

  private static final List<String> ACCOUNT =
      List.of(
          "create table account (id int primary key, balance int not null)",
          "insert into account values (1, 100)");
  private static final List<String> USERS =
      List.of("create table users (id int primary key, email text not null)");

  private static final String XACT = "select pg_advisory_xact_lock(?)";
  private static final String HASHED = "select pg_advisory_xact_lock(hashtext(?))";

  private StoreLocks() {}

  static List<Anomaly> all() {
    return List.of(
        Anomaly.of(
            "advisory lock, on both sides",
            ACCOUNT,
            "A B A A A B B B",
            deposit("A").transaction(lock(XACT, 77), balance(), set(10)),
            deposit("B").transaction(lock(XACT, 77), balance(), set(40))),
        Anomaly.of(
            "advisory lock of a hashed name, on both sides",
            ACCOUNT,
            "A B A A A B B B",
            deposit("A").transaction(lock(HASHED, "account:1"), balance(), set(10)),
            deposit("B").transaction(lock(HASHED, "account:1"), balance(), set(40))),
        Anomaly.of(
                "advisory lock, on two names",
                ACCOUNT,
                "A B A B A A B B",
                deposit("A").transaction(lock(HASHED, "account:1"), balance(), set(10)),
                deposit("B").transaction(lock(HASHED, "balance:1"), balance(), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "advisory lock, on one side only",
                ACCOUNT,
                "A A B A A B B",
                deposit("A").transaction(lock(XACT, 77), balance(), set(10)),
                Unit.request("B", "/corrections").transaction(balance(), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "advisory lock taken after the read",
                ACCOUNT,
                "A B A A A B B B",
                deposit("A").transaction(balance(), lock(XACT, 77), set(10)),
                deposit("B").transaction(balance(), lock(XACT, 77), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "advisory lock shared by both",
                ACCOUNT,
                "A B A B A A B B",
                deposit("A")
                    .transaction(
                        lock("select pg_advisory_xact_lock_shared(?)", 77), balance(), set(10)),
                deposit("B")
                    .transaction(
                        lock("select pg_advisory_xact_lock_shared(?)", 77), balance(), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "advisory lock tried, and the answer ignored",
                ACCOUNT,
                "A B A B A A B B",
                deposit("A")
                    .transaction(
                        lock("select pg_try_advisory_xact_lock(?)", 77), balance(), set(10)),
                deposit("B")
                    .transaction(
                        lock("select pg_try_advisory_xact_lock(?)", 77), balance(), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "advisory lock in autocommit, gone at once",
                ACCOUNT,
                "A B A B A B",
                deposit("A").alone(lock(XACT, 77), balance(), set(10)),
                deposit("B").alone(lock(XACT, 77), balance(), set(40)))
            .finds("lost-update", Scope.SCOPE_BASED),
        Anomaly.of(
            "advisory lock of the session, around the transaction",
            ACCOUNT,
            "A B A A A A B B B B",
            session("A", 10),
            session("B", 40)),
        Anomaly.of(
            "advisory lock of the session, around two transactions",
            ACCOUNT,
            "A B A A A A A B B B B B",
            deposit("A")
                .alone(lock("select pg_advisory_lock(?)", 78))
                .transaction(balance())
                .transaction(set(10))
                .alone(unlock(78)),
            deposit("B")
                .alone(lock("select pg_advisory_lock(?)", 78))
                .transaction(balance())
                .transaction(set(40))
                .alone(unlock(78))),
        Anomaly.of(
                "advisory lock of the session, let go before the commit",
                ACCOUNT,
                "A A A A B B A B B B",
                early("A", 10),
                early("B", 40))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
            "LOCK TABLE, on both sides",
            ACCOUNT,
            "A B A A A B B B",
            deposit("A").transaction(lockTable(), balance(), set(10)),
            deposit("B").transaction(lockTable(), balance(), set(40))),
        Anomaly.of(
                "LOCK TABLE, on one side only",
                ACCOUNT,
                "A A B A A B B",
                deposit("A").transaction(lockTable(), balance(), set(10)),
                Unit.request("B", "/corrections").transaction(balance(), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "LOCK TABLE taken after the read",
                ACCOUNT,
                "A B A A A B B B",
                deposit("A").transaction(balance(), lockTable(), set(10)),
                deposit("B").transaction(balance(), lockTable(), set(40)))
            .finds("lost-update", Scope.LEVEL_BASED),
        Anomaly.of(
                "two sign-ups behind an advisory lock",
                USERS,
                "A B A A A B B B",
                signUp("A", 1, HASHED),
                signUp("B", 2, HASHED))
            // At a level with one view for all of the transaction, it is older than the lock. When
            // exactly it was taken, within the statement that waits, no span tells.
            .finds("check-then-act", Scope.LEVEL_BASED)
            .asPossible(),
        Anomaly.of(
                "two sign-ups, an advisory lock on one side only",
                USERS,
                "A A B A A B B",
                signUp("A", 1, HASHED),
                Unit.request("B", "/imports").transaction(lookUp(), insert(2)))
            .finds("check-then-act", Scope.LEVEL_BASED),
        Anomaly.of(
            "two sign-ups behind LOCK TABLE",
            USERS,
            "A B A A A B B B",
            Unit.request("A", "/sign-ups")
                .transaction(write("lock table users in exclusive mode"), lookUp(), insert(1)),
            Unit.request("B", "/sign-ups")
                .transaction(write("lock table users in exclusive mode"), lookUp(), insert(2))));
  }

  private static Unit deposit(String name) {
    return Unit.request(name, "/deposits");
  }

  private static Unit session(String name, int more) {
    return deposit(name)
        .alone(lock("select pg_advisory_lock(?)", 78))
        .transaction(balance(), set(more))
        .alone(unlock(78));
  }

  private static Unit early(String name, int more) {
    return deposit(name)
        .transaction(lock("select pg_advisory_lock(?)", 79), balance(), set(more), unlock(79));
  }

  private static Unit signUp(String name, int id, String lock) {
    return Unit.request(name, "/sign-ups").transaction(lock(lock, "x@y.org"), lookUp(), insert(id));
  }

  private static Step.Run lookUp() {
    return read("known", "select id from users where email = ?", "x@y.org");
  }

  private static Step.Run insert(int id) {
    return write("insert into users (id, email) values (?, ?)", id, "x@y.org")
        .when(memory -> memory.nothing("known"));
  }

  private static Step.Run lock(String sql, Object key) {
    return read("lock", sql, key);
  }

  private static Step.Run unlock(int key) {
    return read("unlock", "select pg_advisory_unlock(?)", key);
  }

  private static Step.Run lockTable() {
    return write("lock table account in exclusive mode");
  }

  private static Step.Run balance() {
    return read("balance", "select balance from account where id = ?", 1);
  }

  private static Step.Run set(int more) {
    return derive(
        "update account set balance = ? where id = ?",
        memory -> List.of(memory.number("balance") + more, 1));
  }
}
