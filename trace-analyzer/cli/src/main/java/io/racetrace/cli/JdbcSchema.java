package io.racetrace.cli;

import io.racetrace.access.Schema;
import io.racetrace.access.sql.SqlDialect;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the primary keys of a live database, once, and writes nothing. The program has no drivers
 * of its own: users name theirs.
 */
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

  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "postgresql", "org.postgresql:postgresql",
          "mysql", "com.mysql:mysql-connector-j",
          "mariadb", "org.mariadb.jdbc:mariadb-java-client",
          "sqlserver", "com.microsoft.sqlserver:mssql-jdbc",
          "oracle", "com.oracle.database.jdbc:ojdbc11",
          "sqlite", "org.xerial:sqlite-jdbc",
          "h2", "com.h2database:h2");

  /** What may be a secret in an address, in the ways of several drivers. */
  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("(?i)(?:password|passwd|pwd|secret|token)\\w*=([^&;?]+)"),
          Pattern.compile("//[^:/?;]*:(.+)@"),
          Pattern.compile(":thin:[^/]*/(.+)@"));

  private final List<Path> jars;
  private final @Nullable String user;
  private final @Nullable String password;
  private final Duration patience;

  JdbcSchema(List<Path> jars, @Nullable String user, @Nullable String password) {
    this(jars, user, password, Duration.ofMinutes(1));
  }

  /**
   * @param jars the driver and what it needs; empty to look on the class path
   * @param patience how long to wait for the database
   */
  JdbcSchema(List<Path> jars, @Nullable String user, @Nullable String password, Duration patience) {
    this.jars = List.copyOf(jars);
    this.user = user;
    this.password = password;
    this.patience = patience;
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
    try (URLClassLoader loader = loader()) {
      Driver driver = driver(url, loader);
      // Not every driver has a time-out, and those that have call it differently.
      FutureTask<Schema> task = new FutureTask<>(() -> schema(driver, url));
      Thread thread = new Thread(task, "schema");
      thread.setDaemon(true);
      thread.start();
      Schema schema = task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (schema.keys().isEmpty()) {
        throw new IOException(
            "--schema " + shown(url) + " shows no tables; does the user see them?");
      }
      return schema;
    } catch (TimeoutException e) {
      throw new IOException(
          "--schema " + shown(url) + " did not answer within " + patience.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("--schema " + shown(url) + ": interrupted", e);
    } catch (ExecutionException e) {
      // No cause: a driver's own words may hold the password.
      throw new IOException("--schema " + shown(url) + ": " + withoutSecrets(e.getCause(), url));
    }
  }

  private URLClassLoader loader() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      if (!Files.isReadable(jar) || Files.isDirectory(jar)) {
        throw new IOException("--schema-driver " + jar + " can't be read; name a jar file");
      }
      urls.add(jar.toUri().toURL());
    }
    // A named driver must not meet other versions of what it needs.
    ClassLoader parent =
        jars.isEmpty() ? JdbcSchema.class.getClassLoader() : ClassLoader.getPlatformClassLoader();
    return new URLClassLoader(urls.toArray(URL[]::new), parent);
  }

  private Driver driver(String url, ClassLoader loader) throws IOException {
    boolean any = false;
    try {
      for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
        any |= loader.equals(driver.getClass().getClassLoader());
        if (accepts(driver, url)) {
          return driver;
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new IOException("--schema-driver: the driver can't be loaded: " + e.getMessage(), e);
    }
    String kind = kind(url);
    String artifact = ARTIFACTS.get(kind);
    throw new IOException(
        (jars.isEmpty()
                ? "no JDBC driver for jdbc:" + kind
                : any
                    ? "none of the drivers named is for jdbc:" + kind
                    : "no JDBC driver is in what --schema-driver names")
            + "; give its jar with --schema-driver"
            + (artifact == null
                ? ", as its maker publishes it"
                : ": Maven Central has it as " + artifact));
  }

  private static boolean accepts(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (SQLException e) {
      return false;
    }
  }

  private Schema schema(Driver driver, String url) throws SQLException {
    Properties properties = new Properties();
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    String address = url;
    // Two that would make an empty database where there is none.
    if (kind(url).equals("h2") && !url.toLowerCase(Locale.ROOT).contains("ifexists")) {
      address = url + ";IFEXISTS=TRUE";
    } else if (kind(url).equals("sqlite")) {
      properties.setProperty("open_mode", "1");
    }
    try (Connection connection = driver.connect(address, properties)) {
      if (connection == null) {
        throw new SQLException("the driver declines this address");
      }
      promiseNotToWrite(connection);
      return schema(connection);
    }
  }

  private static void promiseNotToWrite(Connection connection) {
    try {
      connection.setReadOnly(true);
    } catch (SQLException e) {
      // Some can't be told; what follows asks for metadata only.
    }
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

  /** What stands behind {@code jdbc:}. */
  private static String kind(String url) {
    Matcher kind = Pattern.compile("(?i)jdbc:([a-z0-9]+).*", Pattern.DOTALL).matcher(url);
    return kind.matches() ? kind.group(1).toLowerCase(Locale.ROOT) : "";
  }

  /** An address without what may be a secret. */
  private static String shown(String url) {
    boolean plain = url.indexOf('@') < 0 && url.matches("[\\w:/.,\\-\\[\\]]+");
    return plain ? url : "jdbc:" + kind(url);
  }

  private String withoutSecrets(@Nullable Throwable e, String url) {
    String message = e == null || e.getMessage() == null ? String.valueOf(e) : e.getMessage();
    List<String> secrets = new ArrayList<>(List.of(url));
    if (password != null) {
      secrets.add(password);
    }
    for (Pattern pattern : SECRETS) {
      Matcher matcher = pattern.matcher(url);
      while (matcher.find()) {
        secrets.add(matcher.group(1));
        secrets.add(decoded(matcher.group(1)));
      }
    }
    for (String secret : secrets) {
      message = secret.isEmpty() ? message : message.replace(secret, "***");
    }
    return message.strip().replaceAll("\\s+", " ");
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
