package io.racetrace.anomalies;

import static io.racetrace.anomalies.Step.derive;
import static io.racetrace.anomalies.Step.read;
import static io.racetrace.anomalies.Step.write;

import io.racetrace.finding.Scope;
import java.util.List;

/** What was decided by a read is not true any more when it is acted upon. */
final class Decisions {

  private static final List<String> USERS =
      List.of("create table users (id int primary key, email text not null)");
  private static final List<String> UNIQUE_USERS =
      List.of("create table users (id int primary key, email text not null unique)");
  private static final List<String> ONE_ROW =
      List.of(
          "create table profile (id int primary key, city text not null)",
          "insert into profile values (1, 'Bern')");
  private static final List<String> STOCK =
      List.of(
          "create table voucher (id int primary key, used int not null)",
          "insert into voucher values (1, 0)");

  private static final String INSERT = "insert into users (id, email) values (?, ?)";

  private Decisions() {}

  static List<Anomaly> all() {
    return List.of(
        Anomaly.of(
                "two sign-ups",
                USERS,
                "A B A A B B",
                signUp("A").transaction(lookUp(), insert(1)),
                signUp("B").transaction(lookUp(), insert(2)))
            .finds("check-then-act", Scope.LEVEL_BASED),
        Anomaly.of(
                "two sign-ups, in autocommit",
                USERS,
                "A B A B",
                signUp("A").alone(lookUp(), insert(1)),
                signUp("B").alone(lookUp(), insert(2)))
            .finds("check-then-act", Scope.SCOPE_BASED),
        Anomaly.of(
                "two sign-ups, look-up and insert in two transactions",
                USERS,
                "A A B B A A B B",
                signUp("A").transaction(lookUp()).transaction(insert(1)),
                signUp("B").transaction(lookUp()).transaction(insert(2)))
            .finds("check-then-act", Scope.SCOPE_BASED),
        Anomaly.of(
            "two sign-ups behind a UNIQUE constraint",
            UNIQUE_USERS,
            "A B A B A B",
            signUp("A").transaction(lookUp(), insert(1)),
            signUp("B").transaction(lookUp(), insert(2))),
        Anomaly.of(
            "two sign-ups behind a UNIQUE constraint, in autocommit",
            UNIQUE_USERS,
            "A B A B",
            signUp("A").alone(lookUp(), insert(1)),
            signUp("B").alone(lookUp(), insert(2))),
        Anomaly.of(
            "two sign-ups, ON CONFLICT DO NOTHING",
            UNIQUE_USERS,
            "A B A B",
            signUp("A")
                .transaction(write(INSERT + " on conflict (email) do nothing", 1, "x@y.org")),
            signUp("B")
                .transaction(write(INSERT + " on conflict (email) do nothing", 2, "x@y.org"))),
        Anomaly.of(
                "limit checked, then counted up",
                STOCK,
                "A B A A B B",
                redeem("A").transaction(used(), countUp()),
                redeem("B").transaction(used(), countUp()))
            .finds("check-then-act", Scope.LEVEL_BASED),
        Anomaly.of(
            "limit checked by the statement itself",
            STOCK,
            "A B A B",
            redeem("A")
                .transaction(
                    write("update voucher set used = used + 1 where id = ? and used < 1", 1)),
            redeem("B")
                .transaction(
                    write("update voucher set used = used + 1 where id = ? and used < 1", 1))),
        Anomaly.of(
            "update of what is deleted meanwhile",
            ONE_ROW,
            "A B B A A",
            Unit.request("A", "/profiles/{id}/move")
                .transaction(
                    read("city", "select city from profile where id = ?", 1),
                    write("update profile set city = ? where id = ?", "Basel", 1)
                        .when(memory -> !memory.nothing("city"))),
            Unit.request("B", "/profiles/{id}/close")
                .transaction(write("delete from profile where id = ?", 1))),
        Anomaly.of(
                "delete undone by an upsert",
                ONE_ROW,
                "A B B A A",
                Unit.request("A", "/profiles/{id}/move")
                    .transaction(
                        read("city", "select city from profile where id = ?", 1),
                        derive(
                                "insert into profile (id, city) values (?, ?)"
                                    + " on conflict (id) do update set city = excluded.city",
                                memory -> List.of(1, "Basel"))
                            .when(memory -> !memory.nothing("city"))),
                Unit.request("B", "/profiles/{id}/close")
                    .transaction(write("delete from profile where id = ?", 1)))
            .finds("lost-update", Scope.LEVEL_BASED));
  }

  private static Unit signUp(String name) {
    return Unit.request(name, "/sign-ups");
  }

  private static Step.Run lookUp() {
    return read("known", "select id from users where email = ?", "x@y.org");
  }

  private static Step.Run insert(int id) {
    return write(INSERT, id, "x@y.org").when(memory -> memory.nothing("known"));
  }

  private static Unit redeem(String name) {
    return Unit.request(name, "/redemptions");
  }

  private static Step.Run used() {
    return read("used", "select used from voucher where id = ?", 1);
  }

  private static Step.Run countUp() {
    return write("update voucher set used = used + 1 where id = ?", 1)
        .when(memory -> memory.number("used") < 1);
  }
}
