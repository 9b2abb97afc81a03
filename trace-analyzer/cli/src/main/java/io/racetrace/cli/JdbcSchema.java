package io.racetrace.cli;

import io.racetrace.access.Schema;
import io.racetrace.access.sql.SqlDialect;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the primary keys of a live database, once, and writes nothing. */
final class JdbcSchema {

  private static final Set<String> OF_THE_SYSTEM =
      Set.of(
          "information_schema",
          "pg_catalog",
          "pg_toast",
          "crdb_internal",
          "mysql",
          "performance_schema",
          "sys",
          "system",
          "ctxsys",
          "dbsnmp",
          "mdsys",
          "outln",
          "xdb");

  private final JdbcDatabase database;

  JdbcSchema(List<Path> jars, @Nullable String user, @Nullable String password) {
    this(new JdbcDatabase("--schema", jars, user, password));
  }

  JdbcSchema(JdbcDatabase database) {
    this.database = database;
  }

  /**
   * The key columns by table, all tables with their schemas; none for a table without a primary
   * key.
   *
   * @throws IOException if there is no driver for it, or the database does not answer, or shows no
   *     table; the message holds no password
   */
  Map<String, SortedSet<String>> keys(String url) throws IOException {
    return schema(url).keys();
  }

  /** The keys, as {@link #keys} has them, and what else lets no two equal rows in. */
  Schema schema(String url) throws IOException {
    Schema schema = database.ask(url, JdbcSchema::schema);
    if (schema.keys().isEmpty()) {
      throw new IOException(
          "--schema " + JdbcDatabase.shown(url) + " shows no tables; does the user see them?");
    }
    return schema;
  }

  private static Schema schema(Connection connection) throws SQLException {
    DatabaseMetaData database = connection.getMetaData();
    SqlDialect dialect = dialect(database.getDatabaseProductName());
    // What is a schema elsewhere is a catalog in MySQL.
    boolean catalogsAreSchemas = dialect == SqlDialect.MYSQL;
    String here = connection.getCatalog();
    String catalog = here == null || here.isEmpty() ? null : here;
    Map<String, SortedSet<String>> keys = new TreeMap<>();
    Map<String, Set<SortedSet<String>>> uniques = new TreeMap<>();
    List<String[]> tables = new ArrayList<>();
    try (ResultSet rows =
        database.getTables(
            catalog,
            null,
            "%",
            new String[] {"TABLE", "BASE TABLE", "PARTITIONED TABLE", "FOREIGN TABLE"})) {
      while (rows.next()) {
        tables.add(
            new String[] {
              rows.getString("TABLE_CAT"),
              rows.getString("TABLE_SCHEM"),
              rows.getString("TABLE_NAME")
            });
      }
    }
    for (String[] table : tables) {
      String schema = catalogsAreSchemas ? table[0] : table[1];
      if (schema != null && OF_THE_SYSTEM.contains(schema.toLowerCase(Locale.ROOT))) {
        continue;
      }
      SortedSet<String> columns = new TreeSet<>();
      try (ResultSet rows = database.getPrimaryKeys(table[0], table[1], table[2])) {
        while (rows.next()) {
          columns.add(dialect.quotedName(rows.getString("COLUMN_NAME")));
        }
      }
      String name = dialect.quotedName(table[2]);
      String whole =
          schema == null || schema.isEmpty() ? name : dialect.quotedName(schema) + "." + name;
      keys.put(whole, columns);
      uniques.put(whole, uniques(database, table, dialect));
    }
    return new Schema(keys, uniques);
  }

  /** The columns of each unique index over all rows. */
  private static Set<SortedSet<String>> uniques(
      DatabaseMetaData database, String[] table, SqlDialect dialect) {
    Map<String, SortedSet<String>> byIndex = new TreeMap<>();
    Set<String> doubtful = new HashSet<>();
    // Approximate: some stores count rows for what is exact.
    try (ResultSet rows = database.getIndexInfo(table[0], table[1], table[2], true, true)) {
      while (rows.next()) {
        String index = rows.getString("INDEX_NAME");
        String column = rows.getString("COLUMN_NAME");
        if (index == null || rows.getShort("TYPE") == DatabaseMetaData.tableIndexStatistic) {
          continue;
        }
        byIndex.computeIfAbsent(index, key -> new TreeSet<>());
        if (column == null || rows.getString("FILTER_CONDITION") != null) {
          doubtful.add(index);
        } else {
          byIndex.get(index).add(dialect.quotedName(column));
        }
      }
    } catch (SQLException e) {
      // Keys are what was asked for; not every driver tells indexes.
      return Set.of();
    }
    byIndex.keySet().removeAll(doubtful);
    return Set.copyOf(byIndex.values());
  }

  private static SqlDialect dialect(String product) {
    String name = product.toLowerCase(Locale.ROOT);
    return SqlDialect.of(name.startsWith("microsoft") ? "mssql" : name);
  }
}
