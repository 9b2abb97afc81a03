package io.racetrace.access.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Isolation;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.access.Store;
import io.racetrace.trace.Span;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the statements of one connection say of its level, as the manuals define them. */
class IsolationTest {

  private static final String UPDATE = "update orders set total=? where id=?";

  private final TraceScript script = new TraceScript().with("thread.id", "41");
  private final Span server = script.server(0, 1000);

  @Test
  void a_level_set_for_the_session_holds_until_it_is_set_again() {
    set("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ", 10);
    Span first = script.sql(server, UPDATE, 20, 30);
    script.call(server, "COMMIT", 31, 32);
    Span second = script.sql(server, UPDATE, 40, 50);
    script.call(server, "COMMIT", 51, 52);
    set("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED", 60);
    Span third = script.sql(server, UPDATE, 70, 80);
    script.call(server, "COMMIT", 81, 82);
    assertThat(level(first)).isEqualTo(Isolation.REPEATABLE_READ);
    assertThat(level(second)).isEqualTo(Isolation.REPEATABLE_READ);
    assertThat(level(third)).isEqualTo(Isolation.READ_COMMITTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "BEGIN ISOLATION LEVEL SERIALIZABLE",
        "start transaction read only, isolation level serializable",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SET transaction_isolation TO 'serializable'",
        "set local transaction_isolation = 'serializable'",
      })
  void a_level_set_for_one_transaction_ends_with_it(String statement) {
    set(statement, 10);
    Span first = script.sql(server, UPDATE, 20, 30);
    script.call(server, "COMMIT", 31, 32);
    Span second = script.sql(server, UPDATE, 40, 50);
    script.call(server, "COMMIT", 51, 52);
    assertThat(level(first)).isEqualTo(Isolation.SERIALIZABLE);
    assertThat(level(second)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "mysql, set session transaction_isolation = 'SERIALIZABLE'",
        "mysql, SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "postgresql, set default_transaction_isolation to 'serializable'",
        "mssql, SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "oracle, ALTER SESSION SET ISOLATION_LEVEL = SERIALIZABLE",
        "mysql, SET LOCAL transaction_isolation = 'SERIALIZABLE'",
        "mysql, SET @@local.transaction_isolation = 'SERIALIZABLE'",
        "mysql, SET LOCAL TRANSACTION ISOLATION LEVEL SERIALIZABLE",
      })
  void what_lasts_is_told_apart_by_store(String system, String statement) {
    script.sql(server, statement, 10, 12, "db.system", system);
    Span update = script.sql(server, UPDATE, 40, 50, "db.system", system);
    script.call(server, "COMMIT", 51, 52, "db.system", system);
    Span next = script.sql(server, UPDATE, 60, 70, "db.system", system);
    script.call(server, "COMMIT", 71, 72, "db.system", system);
    assertThat(level(update)).isEqualTo(Isolation.SERIALIZABLE);
    assertThat(level(next)).isEqualTo(Isolation.SERIALIZABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "SET GLOBAL TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "SET GLOBAL transaction_isolation = 'SERIALIZABLE'",
    "SET @@global.transaction_isolation = 'SERIALIZABLE'",
  })
  void what_is_set_for_connections_to_come_is_not_this_ones(String statement) {
    script.sql(server, statement, 10, 12, "db.system", "mysql");
    assertThat(level(script.sql(server, UPDATE, 40, 50, "db.system", "mysql"))).isNull();
  }

  @Test
  void a_hidden_level_is_unknown_and_not_the_one_before() {
    set("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE", 10);
    set("set default_transaction_isolation = ?", 15);
    assertThat(level(script.sql(server, UPDATE, 20, 30))).isNull();
  }

  @Test
  void another_threads_level_is_not_this_ones() {
    script.sql(
        server,
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        10,
        11,
        "thread.id",
        "7");
    assertThat(level(script.sql(server, UPDATE, 20, 30))).isNull();
  }

  @Test
  void a_level_may_be_stated_above_the_statement() {
    Span transaction =
        script.internal(server, "tx", 5, 60, "spring.tx.isolation-level", "4", "x", "y");
    assertThat(level(script.sql(transaction, UPDATE, 20, 30))).isEqualTo(Isolation.REPEATABLE_READ);
    Span usual = script.internal(server, "tx", 5, 60, "spring.tx.isolation-level", "-1");
    assertThat(level(script.sql(usual, UPDATE, 20, 30))).isNull();
    Span own = script.internal(server, "tx", 5, 60, "racetrace.isolation", "read-committed");
    assertThat(level(script.sql(own, UPDATE, 20, 30))).isEqualTo(Isolation.READ_COMMITTED);
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql, LOST_UPDATE, REPEATABLE_READ",
    "postgresql, WRITE_SKEW, SERIALIZABLE",
    "postgresql, PHANTOM, SERIALIZABLE",
    "mysql, LOST_UPDATE, SERIALIZABLE",
    "mariadb, LOST_UPDATE, SERIALIZABLE",
    "mssql, LOST_UPDATE, REPEATABLE_READ",
    "mssql, WRITE_SKEW, REPEATABLE_READ",
    "mssql, PHANTOM, SERIALIZABLE",
    "ibm.db2, LOST_UPDATE, REPEATABLE_READ",
    "ibm.db2, PHANTOM, SERIALIZABLE",
    "oracle, LOST_UPDATE, SERIALIZABLE",
    "oracle, WRITE_SKEW, ",
    "mongodb, WRITE_SKEW, ",
    "redis, LOST_UPDATE, ",
  })
  void the_weakest_level_that_stops_it_depends_on_the_store(
      String system, Anomaly anomaly, Isolation level) {
    assertThat(IsolationLevels.weakest(new Store(system, "", ""), anomaly)).isEqualTo(level);
  }

  private void set(String statement, long at) {
    script.sql(server, statement, at, at + 1);
  }

  private @Nullable Isolation level(Span span) {
    return script.transactions().place(span).unit().isolation();
  }
}
