package io.racetrace.access.gap;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which setting of which instrumentation closes which gap. */
public final class Remedies {

  private static final String EXTENSION =
      "-Dotel.javaagent.extensions=racetrace-agent-extension.jar";
  private static final String STATE_KEY =
      "set racetrace.record.type, racetrace.record.key and racetrace.access on the span";
  private static final String STATE_LEFT =
      "set racetrace.value.written or racetrace.version.written on the span of the write";
  private static final String MONGO_NODE =
      "new MongoDBInstrumentation({ enhancedDatabaseReporting: true })";
  private static final String MONGO_PYTHON =
      "PymongoInstrumentor().instrument(capture_statement=True)";
  private static final String REDIS_DOTNET =
      "AddRedisInstrumentation(o => o.SetVerboseDatabaseStatements = true)";

  /**
   * One line of the table; the first that fits counts.
   *
   * @param scope a part of the scope's name; empty for all
   * @param systems the stores that it is for; empty for all
   */
  private record Line(
      Set<Gap> gaps, String language, String scope, Set<String> systems, Remedy remedy) {

    boolean fits(Gap gap, Emitter emitter) {
      return gaps.contains(gap)
          && language.equals(emitter.spokenLanguage())
          && emitter.scope().toLowerCase(Locale.ROOT).contains(scope)
          && (systems.isEmpty() || systems.contains(emitter.system()));
    }
  }

  private static final Set<Gap> PARAMETERS = Set.of(KeyGap.NO_PARAMETERS, KeyGap.HIDDEN_LOOKUP);
  private static final Set<Gap> SHIFTED = Set.of(KeyGap.POSITIONS_SHIFTED);
  private static final Set<Gap> ARGUMENTS = Set.of(KeyGap.SANITISED_COMMAND, KeyGap.NO_STATEMENT);
  private static final Set<Gap> UNIT = Set.of(ContextGap.UNKNOWN_UNIT);
  private static final Set<String> MONGO = Set.of("mongodb");
  private static final Set<String> REDIS = Set.of("redis", "valkey");

  private static final List<Line> TABLE =
      List.of(
          line(
              PARAMETERS,
              "java",
              "r2dbc",
              STATE_KEY,
              "the instrumentation of R2DBC records no parameters"),
          line(
              PARAMETERS,
              "java",
              "org.springframework.boot",
              "jdbc.datasource-proxy.include-parameter-values=true",
              "a property of datasource-micrometer"),
          line(
              PARAMETERS,
              "java",
              "micrometer",
              "jdbc.datasource-proxy.include-parameter-values=true",
              "a property of datasource-micrometer"),
          line(
              PARAMETERS,
              "java",
              "cassandra",
              STATE_KEY,
              "the instrumentation of Cassandra records no parameters"),
          line(
              PARAMETERS,
              "java",
              "",
              EXTENSION,
              "or -Dotel.instrumentation.jdbc.experimental.capture-query-parameters=true, which"
                  + " leaves the values in the spans"),
          line(
              SHIFTED,
              "java",
              "",
              "-Dotel.instrumentation.common.db.query-sanitization.enabled=false",
              "older agents: -Dotel.instrumentation.common.db-statement-sanitizer.enabled=false"),
          line(
              UNIT,
              "java",
              "r2dbc",
              STATE_LEFT,
              "the instrumentation of R2DBC writes no spans for transactions"),
          line(UNIT, "java", "org.springframework.boot", STATE_LEFT, ""),
          line(
              UNIT,
              "java",
              "",
              EXTENSION,
              "or -Dotel.instrumentation.jdbc.experimental.transaction.enabled=true"),
          line(
              Set.of(KeyGap.BATCH),
              "java",
              "",
              "spring.jpa.properties.hibernate.jdbc.batch_size=0",
              "where Hibernate makes the batches; else send the statements one by one, or state"
                  + " each access"),
          line(
              ARGUMENTS,
              "java",
              "hibernate",
              "-Dotel.instrumentation.jdbc.enabled=true",
              "spans of Hibernate have no statement; those of JDBC below them do"),
          new Line(
              ARGUMENTS,
              "java",
              "",
              MONGO,
              new Remedy(
                  "-Dotel.instrumentation.mongo.query-sanitization.enabled=false",
                  "older agents: -Dotel.instrumentation.mongo.statement-sanitizer.enabled=false")),
          new Line(
              ARGUMENTS,
              "java",
              "",
              REDIS,
              Remedy.of("-Dotel.instrumentation.common.db.query-sanitization.enabled=false")),
          line(PARAMETERS, "python", "asyncpg", "AsyncPGInstrumentor(capture_parameters=True)", ""),
          line(
              PARAMETERS,
              "python",
              "psycopg2",
              "Psycopg2Instrumentor().instrument(capture_parameters=True)",
              ""),
          line(
              PARAMETERS,
              "python",
              "psycopg",
              "PsycopgInstrumentor().instrument(capture_parameters=True)",
              ""),
          line(
              PARAMETERS,
              "python",
              "sqlalchemy",
              STATE_KEY,
              "the instrumentation of SQLAlchemy records no parameters; its driver's can"),
          line(
              PARAMETERS,
              "python",
              "",
              "dbapi.trace_integration(..., capture_parameters=True)",
              "or the same argument of the driver's own instrumentor"),
          new Line(
              ARGUMENTS,
              "python",
              "",
              REDIS,
              new Remedy(
                  "RedisInstrumentor().instrument(request_hook=hook)",
                  "where the hook sets racetrace.record.type, racetrace.record.key and"
                      + " racetrace.access")),
          new Line(ARGUMENTS, "python", "", MONGO, Remedy.of(MONGO_PYTHON)),
          line(
              PARAMETERS,
              "nodejs",
              "mysql2",
              "new MySQL2Instrumentation({ maskStatement: false })",
              ""),
          line(
              PARAMETERS,
              "nodejs",
              "mysql",
              "new MySQLInstrumentation({ enhancedDatabaseReporting: true })",
              ""),
          line(
              PARAMETERS,
              "nodejs",
              "instrumentation-pg",
              "new PgInstrumentation({ enhancedDatabaseReporting: true })",
              ""),
          line(
              ARGUMENTS,
              "nodejs",
              "ioredis",
              "new IORedisInstrumentation({ dbStatementSerializer: (c, args) => [c,"
                  + " ...args].join(' ') })",
              ""),
          new Line(
              ARGUMENTS,
              "nodejs",
              "",
              REDIS,
              Remedy.of(
                  "new RedisInstrumentation({ dbStatementSerializer: (c, args) => [c,"
                      + " ...args].join(' ') })")),
          new Line(ARGUMENTS, "nodejs", "", MONGO, Remedy.of(MONGO_NODE)),
          line(PARAMETERS, "go", "otelpgx", "otelpgx.WithIncludeQueryParameters()", ""),
          line(
              PARAMETERS,
              "go",
              "otelsql",
              "otelsql.WithAttributesGetter(getter)",
              "where the getter gives db.query.parameter.0 and so on"),
          new Line(ARGUMENTS, "go", "", REDIS, Remedy.of("redisotel.WithDBStatement(true)")),
          new Line(
              ARGUMENTS,
              "go",
              "",
              MONGO,
              Remedy.of("otelmongo.WithCommandAttributeDisabled(false)")),
          line(
              PARAMETERS,
              "dotnet",
              "entityframeworkcore",
              "OTEL_DOTNET_EXPERIMENTAL_EFCORE_ENABLE_TRACE_DB_QUERY_PARAMETERS=true",
              "in the environment"),
          line(
              PARAMETERS,
              "dotnet",
              "sqlclient",
              "OTEL_DOTNET_EXPERIMENTAL_SQLCLIENT_ENABLE_TRACE_DB_QUERY_PARAMETERS=true",
              "in the environment"),
          new Line(ARGUMENTS, "dotnet", "", REDIS, Remedy.of(REDIS_DOTNET)));

  private Remedies() {}

  /** What closes the gap in the spans of this emitter. */
  public static Remedy closing(Gap gap, Emitter emitter) {
    if (emitter.isJavaLibrary() || emitter.isSpringStarter()) {
      Remedy own = ofJavaWithoutAgent(gap, emitter);
      if (own != null) {
        return own;
      }
    }
    for (Line line : TABLE) {
      if (line.fits(gap, emitter)) {
        return line.remedy;
      }
    }
    return anywhere(gap, emitter.spokenLanguage().isEmpty());
  }

  /**
   * The agent's options mean nothing to a library, and an extension is loaded by the agent only.
   */
  private static @Nullable Remedy ofJavaWithoutAgent(Gap gap, Emitter emitter) {
    boolean isJdbc = emitter.scope().endsWith(".jdbc");
    boolean isKey = PARAMETERS.contains(gap);
    if (!isJdbc || !(isKey || gap == ContextGap.UNKNOWN_UNIT)) {
      return null;
    }
    if (emitter.isSpringStarter()) {
      return new Remedy(
          "otel.instrumentation.jdbc.experimental."
              + (isKey ? "capture-query-parameters=true" : "transaction.enabled=true"),
          "a property of the application");
    }
    return Remedy.of(
        "JdbcTelemetry.builder(openTelemetry)."
            + (isKey
                ? "setCaptureQueryParameters(true)"
                : "setTransactionInstrumenterEnabled(true)"));
  }

  private static Remedy anywhere(Gap gap, boolean anyLanguage) {
    if (gap instanceof ContextGap context) {
      return switch (context) {
        case UNKNOWN_UNIT ->
            anyLanguage
                ? new Remedy(gap.openedBy(), "Java agent: " + EXTENSION + "; else " + STATE_LEFT)
                : Remedy.of(STATE_LEFT);
        case PARALLEL_STATEMENTS, UNKNOWN_ROWS, CUT_OFF, NO_CAUSE -> Remedy.of(gap.openedBy());
      };
    }
    return switch ((KeyGap) gap) {
      case NO_PARAMETERS, HIDDEN_LOOKUP ->
          anyLanguage
              ? new Remedy(
                  gap.openedBy(),
                  "Java agent: "
                      + EXTENSION
                      + "; Python: capture_parameters=True; Node.js: enhancedDatabaseReporting:"
                      + " true; Go: otelsql.WithAttributesGetter; .NET:"
                      + " OTEL_DOTNET_EXPERIMENTAL_SQLCLIENT_ENABLE_TRACE_DB_QUERY_PARAMETERS")
              : Remedy.of(STATE_KEY);
      case SANITISED_COMMAND ->
          anyLanguage
              ? new Remedy(
                  gap.openedBy(),
                  "Java agent: -Dotel.instrumentation.common.db.query-sanitization.enabled=false;"
                      + " Python: request_hook or capture_statement=True; Node.js:"
                      + " dbStatementSerializer; Go: WithDBStatement(true); .NET:"
                      + " SetVerboseDatabaseStatements")
              : Remedy.of(STATE_KEY);
      case REDACTED_KEY ->
          new Remedy(
              "redaction: { db_sanitizer: { redis: { enabled: false } } }",
              "in the collector's configuration; or hash keys in place of blanking them");
      case POSITIONS_SHIFTED, NO_STATEMENT, NO_KEY_COLUMN, NO_MESSAGE_KEY, BATCH ->
          Remedy.of(gap.openedBy());
      case MANY_ROWS, NOT_UNDERSTOOD, PROCEDURE, KEY_MADE_BY_STORE, UNREAD_STORE ->
          Remedy.of(STATE_KEY);
    };
  }

  private static Line line(
      Set<Gap> gaps, String language, String scope, String setting, String note) {
    return new Line(gaps, language, scope, Set.of(), new Remedy(setting, note));
  }
}
