package io.racetrace.access.touch;

import io.racetrace.access.Store;
import io.racetrace.trace.Span;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the old and the new database conventions of OpenTelemetry say, read alike. */
public final class DatabaseSpan {

  private static final String BATCH = "BATCH ";

  private static final String PARAMETER = "db.query.parameter.";

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "db.system",
          "db.system.name",
          "db.name",
          "db.namespace",
          "db.redis.database_index",
          "db.statement",
          "db.query.text",
          "db.operation",
          "db.operation.name",
          "db.operation.batch.size",
          "db.sql.table",
          "db.mongodb.collection",
          "db.collection.name",
          "server.address",
          "server.port",
          "net.peer.name",
          "net.peer.port",
          "db.response.status_code",
          "error.type",
          "exception.type",
          "exception.message",
          "thread.id",
          "otel.scope.name",
          "db.connection_id",
          "db.npgsql.connection_id",
          "hibernate.session_id",
          "event.commit",
          "event.rollback",
          "pgx.prepare_stmt.name",
          "pgx.rows_affected");

  /** The texts, parameters and row counts of datasource-micrometer. */
  private static final String MICROMETER = "jdbc.";

  private static final String PREPARED = "pgx.prepare_stmt.name";

  private static final String MICROMETER_TEXT = "jdbc.query[0]";

  private static final Set<String> SQL_SYSTEMS =
      Set.of(
          "postgresql",
          "mysql",
          "mariadb",
          "sqlite",
          "h2",
          "h2database",
          "hsqldb",
          "derby",
          "mssql",
          "microsoft.sql_server",
          "oracle",
          "oracle.db",
          "db2",
          "ibm.db2",
          "cockroachdb",
          "other_sql");

  private static final Set<String> REDIS_SYSTEMS =
      Set.of("redis", "valkey", "keydb", "dragonfly", "memorydb", "garnet");

  private DatabaseSpan() {}

  public static boolean uses(String attribute) {
    return ATTRIBUTES.contains(attribute)
        || attribute.startsWith(PARAMETER)
        || attribute.startsWith(MICROMETER);
  }

  public static @Nullable String system(Span span) {
    return span.firstAttribute("db.system.name", "db.system");
  }

  public static boolean isSqlSystem(String system) {
    return SQL_SYSTEMS.contains(system);
  }

  public static boolean isSql(Span span) {
    if (span.attribute(PREPARED) != null) {
      // The driver only has the statement parsed; it runs in a span of its own.
      return false;
    }
    String system = system(span);
    return system == null ? span.attribute(MICROMETER_TEXT) != null : SQL_SYSTEMS.contains(system);
  }

  /** Whether the span is a statement or a command to a store. */
  public static boolean isStatement(Span span) {
    return system(span) != null || span.attribute(MICROMETER_TEXT) != null;
  }

  /** The instrumentation that wrote the span; empty where it is not told. */
  public static String scope(Span span) {
    String scope = span.attribute("otel.scope.name");
    return scope == null ? "" : scope;
  }

  /** The driver's number of the connection, unique in its store; empty where it is not told. */
  public static String connection(Span span) {
    String connection = span.firstAttribute("db.npgsql.connection_id", "db.connection_id");
    return connection == null ? "" : connection;
  }

  /** How many rows a statement changed; null where it is not told. */
  public static @Nullable Long rowsAffected(Span span) {
    String stated = span.attribute("racetrace.rows.affected");
    return stated != null && stated.matches("\\d{1,18}")
        ? Long.valueOf(stated)
        : BindParameters.rowsAffected(span);
  }

  public static boolean isRedis(Span span) {
    String system = system(span);
    return system != null && REDIS_SYSTEMS.contains(system.toLowerCase(Locale.ROOT));
  }

  public static boolean isMongo(Span span) {
    return "mongodb".equals(system(span));
  }

  public static String text(Span span) {
    String text = span.firstAttribute("db.query.text", "db.statement", MICROMETER_TEXT);
    return text == null ? "" : text;
  }

  public static String operation(Span span) {
    String operation = span.firstAttribute("db.operation.name", "db.operation");
    return operation == null ? "" : operation.toUpperCase(Locale.ROOT);
  }

  /** Whether no bind parameter that both spans tell differs. */
  public static boolean mayHaveEqualParameters(Span one, Span other) {
    for (Map.Entry<String, String> attribute : one.attributes().entrySet()) {
      String value =
          attribute.getKey().startsWith(PARAMETER) ? other.attribute(attribute.getKey()) : null;
      if (value != null && !value.equals(attribute.getValue())) {
        return false;
      }
    }
    return true;
  }

  public static Store store(Span span) {
    String system = system(span);
    if (system == null && span.attribute(MICROMETER_TEXT) != null) {
      String datasource = span.attribute("jdbc.datasource.name");
      return new Store("other_sql", "", datasource == null ? "" : datasource);
    }
    return new Store(
        system == null ? "unknown" : todays(system), address(span, system), database(span));
  }

  /** The name that a system has in today's conventions: half of a fleet may tell the old one. */
  private static String todays(String system) {
    return switch (system) {
      case "mssql" -> "microsoft.sql_server";
      case "oracle" -> "oracle.db";
      case "db2" -> "ibm.db2";
      case "h2" -> "h2database";
      case "dynamodb" -> "aws.dynamodb";
      case "redshift" -> "aws.redshift";
      case "spanner" -> "gcp.spanner";
      case "cosmosdb" -> "azure.cosmosdb";
      default -> system;
    };
  }

  /** Today's conventions leave the usual port out, and the old ones did not. */
  private static String usualPort(String system) {
    return switch (system) {
      case "postgresql" -> "5432";
      case "mysql", "mariadb" -> "3306";
      case "redis", "valkey" -> "6379";
      case "mongodb" -> "27017";
      case "mssql", "microsoft.sql_server" -> "1433";
      case "oracle", "oracle.db" -> "1521";
      case "db2", "ibm.db2" -> "50000";
      case "cockroachdb" -> "26257";
      case "cassandra" -> "9042";
      case "elasticsearch" -> "9200";
      default -> "";
    };
  }

  public static boolean isBatch(Span span) {
    // Without regard to case: Zipkin keeps names in lower case.
    return span.attribute("db.operation.batch.size") != null
        || span.attribute("jdbc.query[1]") != null
        || isList(span.attribute("jdbc.row-affected"))
        || span.name().regionMatches(true, 0, BATCH, 0, BATCH.length());
  }

  private static boolean isList(@Nullable String value) {
    return value != null && value.startsWith("[");
  }

  /** The database; not what stands behind a bar, which may be the schema or the login user. */
  private static String database(Span span) {
    String database = span.firstAttribute("db.namespace", "db.name", "db.redis.database_index");
    if (database == null) {
      return "";
    }
    int bar = database.indexOf('|');
    return bar < 0 ? database : database.substring(0, bar);
  }

  /** What stands behind the database: the schema, or the login user; null where nothing does. */
  public static @Nullable String schema(Span span) {
    String database = span.firstAttribute("db.namespace", "db.name");
    int bar = database == null ? -1 : database.indexOf('|');
    return database == null || bar < 0 || bar == database.length() - 1
        ? null
        : database.substring(bar + 1);
  }

  private static String address(Span span, @Nullable String system) {
    String host = span.firstAttribute("server.address", "net.peer.name");
    String port = span.firstAttribute("server.port", "net.peer.port");
    if (host == null || port == null || port.isEmpty()) {
      return host == null ? "" : host;
    }
    return system != null && port.equals(usualPort(system)) ? host : host + ":" + port;
  }
}
