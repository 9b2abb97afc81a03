package io.racetrace.access.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Guard;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes and texts as the stores' manuals and drivers have them. */
class RefusalTest {

  @ParameterizedTest
  @CsvSource({
    "postgresql, 40001, ISOLATION",
    "postgresql, 40P01, ISOLATION",
    "postgresql, 23505, UNIQUE_CONSTRAINT",
    "postgresql, 55P03, ROW_LOCK",
    "mysql, 1213, ISOLATION",
    "mysql, 1062, UNIQUE_CONSTRAINT",
    "mysql, 1205, ROW_LOCK",
    "mariadb, 1020, ISOLATION",
    "mariadb, 1205, ROW_LOCK",
    "microsoft.sql_server, 1205, ISOLATION",
    "mssql, 3960, ISOLATION",
    "mssql, 2627, UNIQUE_CONSTRAINT",
    "oracle.db, ORA-08177, ISOLATION",
    "oracle.db, ORA-00001, UNIQUE_CONSTRAINT",
    "oracle.db, ORA-00054, ROW_LOCK",
    "mongodb, 112, ISOLATION",
    "mongodb, 11000, UNIQUE_CONSTRAINT",
  })
  void a_code_of_the_store_names_the_guard(String system, String code, Guard guard) {
    assertThat(Refusal.guard(span(system, "db.response.status_code", code))).isEqualTo(guard);
    assertThat(Refusal.guard(span(system, "error.type", code))).isEqualTo(guard);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql|ERROR: could not serialize access due to concurrent update|ISOLATION",
        "postgresql|ERROR: deadlock detected|ISOLATION",
        "postgresql|ERROR: duplicate key value violates unique constraint \"a\"|UNIQUE_CONSTRAINT",
        "postgresql|ERROR: could not obtain lock on row in relation \"a\"|ROW_LOCK",
        "postgresql|ERROR: canceling statement due to lock timeout|ROW_LOCK",
        "mysql|Deadlock found when trying to get lock; try restarting transaction|ISOLATION",
        "mysql|Lock wait timeout exceeded; try restarting transaction|ROW_LOCK",
        "mysql|Duplicate entry 'a' for key 'b'|UNIQUE_CONSTRAINT",
        "oracle|ORA-08177: can't serialize access for this transaction|ISOLATION",
        "oracle|ORA-00060: deadlock detected while waiting for resource|ISOLATION",
        "oracle|ORA-00001: unique constraint (A.B) violated|UNIQUE_CONSTRAINT",
        "sqlite|[SQLITE_BUSY_SNAPSHOT] Another database connection has written|ISOLATION",
        "sqlite|[SQLITE_CONSTRAINT_UNIQUE] UNIQUE constraint failed: a.b|UNIQUE_CONSTRAINT",
        "sqlite|[SQLITE_BUSY] The database file is locked|ROW_LOCK",
        "postgresql|failed (SQLSTATE 40001)|ISOLATION",
        "mssql|Lock request time out period exceeded.|ROW_LOCK",
      })
  void a_message_of_the_store_names_the_guard(String system, String message, Guard guard) {
    assertThat(Refusal.guard(span(system, "exception.message", message))).isEqualTo(guard);
  }

  @Test
  void a_number_that_only_looks_like_a_code_is_none() {
    Span failed = span("mysql", "exception.message", "value 1213 out of range for column 'a'");
    assertThat(Refusal.guard(failed)).isNull();
    Span other = span("postgresql", "exception.message", "syntax error at position 40001");
    assertThat(Refusal.guard(other)).isNull();
  }

  private static Span span(String system, String attribute, String value) {
    return new Span(
        new TraceId(1, 2),
        new SpanId(3),
        null,
        new ServiceInstance("shop", "shop-1"),
        SpanKind.CLIENT,
        "sql",
        new Interval(1, 2),
        SpanStatus.ERROR,
        Map.of("db.system.name", system, attribute, value),
        List.of());
  }
}
