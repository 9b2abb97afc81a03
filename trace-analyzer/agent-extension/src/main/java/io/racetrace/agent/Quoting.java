package io.racetrace.agent;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a database reads quotes and comments, as far as literals can hide behind them. */
enum Quoting {
  /** The standard's quotes: double ones hold names. */
  STANDARD,
  POSTGRESQL,
  MYSQL,
  ORACLE,
  SQL_SERVER,
  /** Not known: whatever can be read in two ways is masked. */
  OTHER;

  private static final Set<String> NOT_SQL =
      Set.of(
          "redis",
          "mongodb",
          "cassandra",
          "couchbase",
          "couchdb",
          "dynamodb",
          "aws.dynamodb",
          "elasticsearch",
          "opensearch",
          "geode",
          "hbase",
          "influxdb",
          "memcached",
          "neo4j",
          "valkey");

  /** Of the value of {@code db.system} or {@code db.system.name}. */
  static Quoting of(@Nullable String system) {
    return switch (system == null ? "" : system.toLowerCase(Locale.ROOT)) {
      case "postgresql", "cockroachdb" -> POSTGRESQL;
      case "mysql", "mariadb" -> MYSQL;
      case "oracle", "oracle.db" -> ORACLE;
      case "mssql", "microsoft.sql_server" -> SQL_SERVER;
      case "h2", "h2database", "hsqldb", "derby", "db2", "ibm.db2" -> STANDARD;
      default -> OTHER;
    };
  }

  /** Whether a store of this name is spoken to in SQL; what is not known is. */
  static boolean isSql(@Nullable String system) {
    return system != null && !NOT_SQL.contains(system.toLowerCase(Locale.ROOT));
  }

  boolean doubleQuotesHoldNames() {
    return this != MYSQL && this != OTHER;
  }
}
