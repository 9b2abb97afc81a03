package io.racetrace.anomalies;

import static io.racetrace.anomalies.Step.derive;
import static io.racetrace.anomalies.Step.read;
import static io.racetrace.anomalies.Step.write;

import io.racetrace.finding.Scope;
import java.util.List;

/**
 * The anomalies that isolation levels are defined by (Adya, Liskov and O'Neil, Generalized
 * Isolation Level Definitions, 2000), in the interleavings with which Kleppmann's Hermitage tries
 * databases; the names are Hermitage's.
 */
final class ClassicAnomalies {

  private static final List<String> TWO_ROWS =
      List.of(
          "create table item (id int primary key, amount int not null)",
          "insert into item values (1, 10), (2, 20)");

  private static final String READ = "select amount from item where id = ?";
  private static final String WRITE = "update item set amount = ? where id = ?";

  private ClassicAnomalies() {}

  static List<Anomaly> all() {
    return List.of(
        dirtyWrite(),
        abortedRead(),
        intermediateRead(),
        circularFlow(),
        vanishingTransaction(),
        predicateRead(),
        predicateWrite(),
        readSkew(),
        readSkewWrittenDown(),
        readSkewWrittenBack(),
        writeSkew(),
        writeSkewOfValues(),
        writeSkewBehindLocks(),
        readOnlyAnomaly(),
        predicateSkew("G2 two counts and two inserts", "voucher_id"),
        predicateSkew(
            "G2 two counts and two inserts, by a column whose name tells little", "voucher"),
        deadlock());
  }

  private static Anomaly dirtyWrite() {
    return Anomaly.of(
        "G0 dirty write",
        TWO_ROWS,
        "A B A A B B",
        Unit.request("A", "/items").transaction(write(WRITE, 11, 1), write(WRITE, 21, 2)),
        Unit.request("B", "/items").transaction(write(WRITE, 12, 1), write(WRITE, 22, 2)));
  }

  private static Anomaly abortedRead() {
    return Anomaly.of(
        "G1a aborted read",
        TWO_ROWS,
        "A B A B B",
        Unit.request("A", "/items").abandoned(write(WRITE, 101, 1)),
        Unit.request("B", "/copies")
            .transaction(
                read("amount", READ, 1),
                derive(WRITE, memory -> List.of(memory.number("amount"), 2))));
  }

  private static Anomaly intermediateRead() {
    return Anomaly.of(
        "G1b intermediate read",
        TWO_ROWS,
        "A B A A B B",
        Unit.request("A", "/items").transaction(write(WRITE, 101, 1), write(WRITE, 11, 1)),
        Unit.request("B", "/reports").transaction(read("one", READ, 1), read("two", READ, 1)));
  }

  private static Anomaly circularFlow() {
    return Anomaly.of(
        "G1c circular information flow",
        TWO_ROWS,
        "A B A B A B",
        Unit.request("A", "/items").transaction(write(WRITE, 11, 1), read("other", READ, 2)),
        Unit.request("B", "/items").transaction(write(WRITE, 22, 2), read("other", READ, 1)));
  }

  private static Anomaly vanishingTransaction() {
    return Anomaly.of(
        "OTV observed transaction vanishes",
        TWO_ROWS,
        "A A B A C B C B C C C",
        Unit.request("A", "/items").transaction(write(WRITE, 11, 1), write(WRITE, 19, 2)),
        Unit.request("B", "/items").transaction(write(WRITE, 12, 1), write(WRITE, 18, 2)),
        Unit.request("C", "/reports")
            .transaction(
                read("one", READ, 1),
                read("two", READ, 2),
                read("two again", READ, 2),
                read("one again", READ, 1)));
  }

  private static Anomaly predicateRead() {
    String multiples = "select id from item where amount % 3 = 0 order by id";
    return Anomaly.of(
        "PMP predicate read",
        TWO_ROWS,
        "A B B A A",
        Unit.request("A", "/reports").transaction(read("one", multiples), read("two", multiples)),
        Unit.request("B", "/items")
            .transaction(write("insert into item (id, amount) values (?, ?)", 3, 30)));
  }

  private static Anomaly predicateWrite() {
    return Anomaly.of(
            "PMP predicate write",
            TWO_ROWS,
            "A B A B",
            Unit.request("A", "/raises").transaction(write("update item set amount = amount + 10")),
            Unit.request("B", "/purges")
                .transaction(write("delete from item where amount = ?", 20)))
        .withoutKeys();
  }

  private static Anomaly readSkew() {
    return Anomaly.of(
        "G-single read skew",
        TWO_ROWS,
        "A B B B A A",
        Unit.request("A", "/reports").transaction(read("one", READ, 1), read("two", READ, 2)),
        Unit.request("B", "/items").transaction(write(WRITE, 12, 1), write(WRITE, 18, 2)));
  }

  private static Anomaly readSkewWrittenDown() {
    return Anomaly.of(
            "G-single read skew, written down",
            List.of(
                TWO_ROWS.get(0),
                TWO_ROWS.get(1),
                "create table total (id int primary key, amount int not null)",
                "insert into total values (1, 0)"),
            "A B B B A A A",
            Unit.request("A", "/totals")
                .transaction(
                    read("one", READ, 1),
                    read("two", READ, 2),
                    derive(
                        "update total set amount = ? where id = ?",
                        memory -> List.of(memory.number("one") + memory.number("two"), 1))),
            Unit.request("B", "/items").transaction(write(WRITE, 12, 1), write(WRITE, 18, 2)))
        .finds("read-skew", Scope.LEVEL_BASED);
  }

  private static Anomaly readSkewWrittenBack() {
    return Anomaly.of(
            "G-single read skew, written back",
            TWO_ROWS,
            "A B B B A A A",
            Unit.request("A", "/balances")
                .transaction(
                    read("one", READ, 1),
                    read("two", READ, 2),
                    derive(
                        WRITE, memory -> List.of(memory.number("one") + memory.number("two"), 1))),
            Unit.request("B", "/items").transaction(write(WRITE, 12, 1), write(WRITE, 18, 2)))
        .finds("lost-update", Scope.LEVEL_BASED);
  }

  private static Anomaly writeSkew() {
    return Anomaly.of(
            "G2-item write skew, doctors on call",
            doctors(),
            "A B A B A B A B",
            off("A", 1, ""),
            off("B", 2, ""))
        .finds("write-skew", Scope.LEVEL_BASED);
  }

  private static Anomaly writeSkewBehindLocks() {
    return Anomaly.of(
        "G2-item write skew, both rows locked by their reads",
        doctors(),
        "A B A B A B A B",
        off("A", 1, " for update"),
        off("B", 2, " for update"));
  }

  private static List<String> doctors() {
    return List.of(
        "create table doctor (id int primary key, on_call boolean not null)",
        "insert into doctor values (1, true), (2, true)");
  }

  private static Unit off(String name, int doctor, String lock) {
    String onCall = "select on_call from doctor where id = ?" + lock;
    return Unit.request(name, "/doctors/{id}/off")
        .transaction(
            read("one", onCall, 1),
            read("two", onCall, 2),
            write("update doctor set on_call = false where id = ?", doctor)
                .when(
                    memory ->
                        memory.answer("one").equals("(t)") && memory.answer("two").equals("(t)")));
  }

  private static Anomaly writeSkewOfValues() {
    return Anomaly.of(
            "G2-item write skew, of values",
            TWO_ROWS,
            "A B A B A B A B",
            Unit.request("A", "/items")
                .transaction(read("one", READ, 1), read("two", READ, 2), write(WRITE, 11, 1)),
            Unit.request("B", "/items")
                .transaction(read("one", READ, 1), read("two", READ, 2), write(WRITE, 21, 2)))
        .finds("write-skew", Scope.LEVEL_BASED)
        .byWrongAnswers();
  }

  /** Fekete, O'Neil and O'Neil, A Read-Only Transaction Anomaly under Snapshot Isolation, 2004. */
  private static Anomaly readOnlyAnomaly() {
    return Anomaly.of(
        "G2-two edges, seen by a reader only",
        List.of(TWO_ROWS.get(0), "insert into item values (1, 0), (2, 0)"),
        "A A B B B C C C A A",
        Unit.request("A", "/withdrawals")
            .transaction(
                read("one", READ, 1),
                read("two", READ, 2),
                derive(
                    WRITE,
                    memory ->
                        List.of(memory.number("one") + memory.number("two") < 10 ? -11 : -10, 1))),
        Unit.request("B", "/deposits")
            .transaction(
                read("two", READ, 2),
                derive(WRITE, memory -> List.of(memory.number("two") + 20, 2))),
        Unit.request("C", "/reports").transaction(read("one", READ, 1), read("two", READ, 2)));
  }

  private static Anomaly predicateSkew(String name, String column) {
    return Anomaly.of(
            name,
            List.of(
                "create table redemption (id int primary key, " + column + " text not null)",
                "create index on redemption (" + column + ")"),
            "A B A B A B",
            redeem("A", column, 1),
            redeem("B", column, 2))
        .finds("check-then-act", Scope.LEVEL_BASED);
  }

  private static Unit redeem(String name, String column, int id) {
    return Unit.request(name, "/redemptions")
        .transaction(
            read("uses", "select count(*) from redemption where " + column + " = ?", "SPRING"),
            write("insert into redemption (id, " + column + ") values (?, ?)", id, "SPRING")
                .when(memory -> memory.number("uses") < 1));
  }

  private static Anomaly deadlock() {
    return Anomaly.of(
        "deadlock of two writers",
        TWO_ROWS,
        "A B A B A B",
        Unit.request("A", "/items").transaction(write(WRITE, 11, 1), write(WRITE, 21, 2)),
        Unit.request("B", "/items").transaction(write(WRITE, 22, 2), write(WRITE, 12, 1)));
  }
}
