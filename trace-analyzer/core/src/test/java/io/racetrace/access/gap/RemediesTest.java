package io.racetrace.access.gap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RemediesTest {

  private static final String AGENT = "opentelemetry-java-instrumentation";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        // gap | language | distro | scope | system | what the setting holds
        "NO_PARAMETERS | java | AGENT | io.opentelemetry.jdbc | h2 | otel.javaagent.extensions=",
        "NO_PARAMETERS | java | '' | io.opentelemetry.jdbc | h2 | setCaptureQueryParameters(true)",
        "NO_PARAMETERS | java | opentelemetry-spring-boot-starter | io.opentelemetry.jdbc | h2"
            + " | otel.instrumentation.jdbc.experimental.capture-query-parameters=true",
        "NO_PARAMETERS | java | AGENT | io.opentelemetry.r2dbc-1.0 | h2 | racetrace.record.key",
        "NO_PARAMETERS | java | '' | org.springframework.boot | h2 | include-parameter-values=true",
        "NO_PARAMETERS | '' | '' | io.opentelemetry.jdbc | h2 | otel.javaagent.extensions=",
        "UNKNOWN_UNIT | java | AGENT | io.opentelemetry.jdbc | h2 | otel.javaagent.extensions=",
        "UNKNOWN_UNIT | java | '' | io.opentelemetry.jdbc | h2 | setTransactionInstrumenterEnabled",
        "UNKNOWN_UNIT | java | opentelemetry-spring-boot-starter | io.opentelemetry.jdbc | h2"
            + " | otel.instrumentation.jdbc.experimental.transaction.enabled=true",
        "UNKNOWN_UNIT | java | AGENT | io.opentelemetry.r2dbc-1.0 | h2 | racetrace.value.written",
        "UNKNOWN_UNIT | go | '' | github.com/XSAM/otelsql | h2 | racetrace.value.written",
        "BATCH | java | AGENT | io.opentelemetry.jdbc | h2 | hibernate.jdbc.batch_size=0",
        "POSITIONS_SHIFTED | java | AGENT | io.opentelemetry.jdbc | h2"
            + " | query-sanitization.enabled=false",
        "SANITISED_COMMAND | java | AGENT | io.opentelemetry.mongo-3.1 | mongodb"
            + " | otel.instrumentation.mongo.query-sanitization.enabled=false",
        "SANITISED_COMMAND | java | AGENT | io.opentelemetry.jedis-4.0 | redis"
            + " | otel.instrumentation.common.db.query-sanitization.enabled=false",
        "NO_STATEMENT | java | AGENT | io.opentelemetry.hibernate-6.0 | ''"
            + " | otel.instrumentation.jdbc.enabled=true",
        "NO_PARAMETERS | python | '' | opentelemetry.instrumentation.psycopg2 | postgresql"
            + " | Psycopg2Instrumentor().instrument(capture_parameters=True)",
        "NO_PARAMETERS | '' | '' | opentelemetry.instrumentation.psycopg | postgresql"
            + " | PsycopgInstrumentor().instrument(capture_parameters=True)",
        "NO_PARAMETERS | python | '' | opentelemetry.instrumentation.asyncpg | postgresql"
            + " | AsyncPGInstrumentor(capture_parameters=True)",
        "NO_PARAMETERS | python | '' | opentelemetry.instrumentation.sqlalchemy | postgresql"
            + " | racetrace.record.key",
        "NO_PARAMETERS | python | '' | opentelemetry.instrumentation.sqlite3 | sqlite"
            + " | capture_parameters=True",
        "SANITISED_COMMAND | python | '' | opentelemetry.instrumentation.redis | redis"
            + " | request_hook",
        "NO_STATEMENT | python | '' | opentelemetry.instrumentation.pymongo | mongodb"
            + " | capture_statement=True",
        "NO_PARAMETERS | nodejs | '' | @opentelemetry/instrumentation-pg | postgresql"
            + " | PgInstrumentation({ enhancedDatabaseReporting: true })",
        "NO_PARAMETERS | '' | '' | @opentelemetry/instrumentation-mysql2 | mysql"
            + " | maskStatement: false",
        "SANITISED_COMMAND | nodejs | '' | @opentelemetry/instrumentation-ioredis | redis"
            + " | IORedisInstrumentation({ dbStatementSerializer",
        "SANITISED_COMMAND | nodejs | '' | @opentelemetry/instrumentation-mongodb | mongodb"
            + " | enhancedDatabaseReporting: true",
        "NO_PARAMETERS | go | '' | github.com/XSAM/otelsql | mysql | WithAttributesGetter",
        "NO_PARAMETERS | '' | '' | github.com/exaring/otelpgx | postgresql"
            + " | WithIncludeQueryParameters()",
        "SANITISED_COMMAND | go | '' | github.com/redis/go-redis/extra/redisotel | redis"
            + " | WithDBStatement(true)",
        "NO_PARAMETERS | dotnet | '' | OpenTelemetry.Instrumentation.SqlClient | mssql"
            + " | OTEL_DOTNET_EXPERIMENTAL_SQLCLIENT_ENABLE_TRACE_DB_QUERY_PARAMETERS=true",
        "NO_PARAMETERS | '' | '' | OpenTelemetry.Instrumentation.EntityFrameworkCore | mssql"
            + " | OTEL_DOTNET_EXPERIMENTAL_EFCORE_ENABLE_TRACE_DB_QUERY_PARAMETERS=true",
        "NO_STATEMENT | dotnet | '' | OpenTelemetry.Instrumentation.StackExchangeRedis | redis"
            + " | SetVerboseDatabaseStatements",
        "NO_PARAMETERS | ruby | '' | OpenTelemetry::Instrumentation::PG | postgresql"
            + " | racetrace.record.key",
        "REDACTED_KEY | java | AGENT | io.opentelemetry.jedis-4.0 | redis | db_sanitizer",
      })
  void each_instrumentation_has_its_own_setting(
      String gap, String language, String distro, String scope, String system, String setting) {
    Emitter emitter = new Emitter(language, distro.replace("AGENT", AGENT), scope, system);

    assertThat(Remedies.closing(gap(gap), emitter).setting()).contains(setting);
  }

  @ParameterizedTest
  @MethodSource("gaps")
  void what_nobody_is_known_for_names_a_setting_for_each_language_or_one_for_all(Gap gap) {
    Remedy remedy = Remedies.closing(gap, Emitter.UNKNOWN);

    assertThat(remedy.setting()).isNotBlank();
    if (gap == KeyGap.NO_PARAMETERS || gap == KeyGap.SANITISED_COMMAND) {
      assertThat(remedy.note()).contains("Java", "Python", "Node.js", "Go", ".NET");
    }
  }

  @ParameterizedTest
  @MethodSource("gaps")
  void every_gap_is_closed_somehow_in_every_language(Gap gap) {
    for (String language : List.of("java", "python", "nodejs", "go", "dotnet", "ruby", "")) {
      for (String system : List.of("postgresql", "redis", "mongodb", "kafka", "")) {
        Remedy remedy = Remedies.closing(gap, new Emitter(language, "", "x", system));
        assertThat(remedy.setting()).isNotBlank().doesNotContain("\n");
      }
    }
  }

  static Stream<Gap> gaps() {
    return Stream.concat(Arrays.stream(KeyGap.values()), Arrays.stream(ContextGap.values()));
  }

  private static Gap gap(String name) {
    return gaps().filter(gap -> gap.name().equals(name)).findFirst().orElseThrow();
  }
}
