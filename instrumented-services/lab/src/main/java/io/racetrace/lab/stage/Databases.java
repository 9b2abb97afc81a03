package io.racetrace.lab.stage;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The databases of a PostgreSQL server.
 *
 * @param urlTemplate a JDBC URL with {@code {database}} where the name goes
 * @param maintenance the database that is there from the beginning, from which others are made
 */
public record Databases(String urlTemplate, String user, String password, String maintenance) {
  private static final String LIKE = "it must be like postgresql://user:password@host:5432";
  private static final String USUAL_MAINTENANCE = "postgres";
  private static final String NOT_ALLOWED = "42501";
  private static final String MADE_BY_ANOTHER_ONE = "42P04";
  private static final int PATIENCE_SECONDS = 10;

  /** Those of a server that has a database postgres. */
  public Databases(String urlTemplate, String user, String password) {
    this(urlTemplate, user, password, USUAL_MAINTENANCE);
  }

  /**
   * The databases of a server that runs already.
   *
   * @param url like {@code postgresql://user:password@host:5432/database?parameter=value}; user,
   *     password and database are postgres where it names none
   * @throws IllegalArgumentException where it is no such URL
   */
  public static Databases at(String url) {
    URI server = parsed(url.startsWith("jdbc:") ? url.substring(5) : url);
    boolean isPostgres =
        "postgresql".equals(server.getScheme()) || "postgres".equals(server.getScheme());
    if (!isPostgres || server.getHost() == null) {
      throw new IllegalArgumentException(LIKE);
    }
    String login = server.getRawUserInfo() == null ? "postgres:postgres" : server.getRawUserInfo();
    String[] parts = login.split(":", 2);
    int port = server.getPort() < 0 ? 5432 : server.getPort();
    String path = server.getPath() == null ? "" : server.getPath().replaceFirst("^/", "");
    String parameters = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
    return new Databases(
        "jdbc:postgresql://" + server.getHost() + ":" + port + "/{database}" + parameters,
        decoded(parts[0]),
        parts.length > 1 ? decoded(parts[1]) : "",
        path.isEmpty() ? USUAL_MAINTENANCE : path);
  }

  private static URI parsed(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException noUrl) {
      // The message would tell the password.
      throw new IllegalArgumentException(LIKE, noUrl);
    }
  }

  // A plus is a plus there, other than in a form.
  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /**
   * Asks whether it is there, before anything is started that would wait for it.
   *
   * @throws LabException where it does not answer, or lets nobody of this name in
   */
  void check() {
    try (Connection connection = connect(maintenance, PATIENCE_SECONDS)) {
      connection.isValid(PATIENCE_SECONDS);
    } catch (SQLException failure) {
      throw new LabException(
          "--postgres: "
              + this
              + " does not let "
              + user
              + " in: "
              + oneLine(failure)
              + "; try psql "
              + this
              + ", or leave --postgres out, and the lab starts its own",
          failure);
    }
  }

  /**
   * Creates those databases that are not there yet.
   *
   * @return those that were created
   * @throws LabException where the user may not
   */
  List<String> create(List<String> names) {
    List<String> there =
        query(maintenance, "select datname from pg_database", row -> row.getString(1));
    names.stream().filter(there::contains).forEach(this::requireTables);
    List<String> missing = names.stream().distinct().filter(name -> !there.contains(name)).toList();
    try (Connection connection = connect(maintenance, 0);
        Statement statement = connection.createStatement()) {
      for (String name : missing) {
        createIn(statement, name);
      }
    } catch (SQLException failure) {
      if (NOT_ALLOWED.equals(failure.getSQLState())) {
        throw new LabException(
            "--postgres: "
                + user
                + " may not create databases at "
                + this
                + "; let somebody who may say ALTER ROLE "
                + user
                + " CREATEDB, or create these and give them to "
                + user
                + ": "
                + String.join(", ", missing),
            failure);
      }
      throw failed(maintenance, failure);
    }
    return missing;
  }

  // Else a service would only say that it cannot.
  private void requireTables(String database) {
    if (query(
            database,
            "select 1 from pg_namespace where nspname = current_schema()"
                + " and has_schema_privilege(oid, 'create')",
            row -> row.getInt(1))
        .isEmpty()) {
      throw new LabException(
          "--postgres: %s may not create tables in database %s at %s, which is there already;"
                  .formatted(user, database, this)
              + " let somebody who may drop it, or make "
              + user
              + " its owner");
    }
  }

  private static void createIn(Statement statement, String name) throws SQLException {
    try {
      statement.execute("create database " + name);
    } catch (SQLException failure) {
      if (!MADE_BY_ANOTHER_ONE.equals(failure.getSQLState())) {
        throw failure;
      }
    }
  }

  /** Runs one statement without result. */
  public void execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw failed(database, failure);
    }
  }

  /** Runs one statement once for each key, which is its only parameter. */
  public void executeForEach(String database, String sql, List<String> keys) {
    try (Connection connection = connect(database);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (String key : keys) {
        statement.setString(1, key);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException failure) {
      throw failed(database, failure);
    }
  }

  /** Reads all rows of a query. */
  public <T> List<T> query(String database, String sql, Row<T> row) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      List<T> rows = new ArrayList<>();
      while (results.next()) {
        rows.add(row.read(results));
      }
      return rows;
    } catch (SQLException failure) {
      throw failed(database, failure);
    }
  }

  /** Whether a statement in this database waits for a lock. */
  public boolean somebodyWaitsForALock(String database) {
    return query(
            database,
            "select count(*) from pg_stat_activity"
                + " where datname = current_database() and wait_event_type = 'Lock'",
            results -> results.getLong(1))
        .stream()
        .anyMatch(count -> count > 0);
  }

  private Connection connect(String database) throws SQLException {
    return connect(database, 0);
  }

  private Connection connect(String database, int seconds) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    if (seconds > 0) {
      properties.setProperty("loginTimeout", Integer.toString(seconds));
    }
    return DriverManager.getConnection(urlTemplate.replace("{database}", database), properties);
  }

  private static LabException failed(String database, SQLException failure) {
    return new LabException("database " + database + ": " + oneLine(failure), failure);
  }

  private static String oneLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /** As psql wants it, without its password. */
  @Override
  public String toString() {
    return urlTemplate
        .replace("jdbc:postgresql://", "postgresql://" + user + "@")
        .replace("{database}", maintenance);
  }

  /**
   * Reads the present row.
   *
   * @param <T> what it is read as
   */
  @FunctionalInterface
  public interface Row<T> {
    T read(ResultSet results) throws SQLException;
  }
}
