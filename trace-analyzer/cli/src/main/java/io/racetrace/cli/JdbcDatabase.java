package io.racetrace.cli;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a live database something, and writes nothing. The program has no drivers of its own: users
 * name theirs.
 */
final class JdbcDatabase {

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

  private final String option;
  private final List<Path> jars;
  private final @Nullable String user;
  private final @Nullable String password;
  private final Duration patience;

  /** What is asked. */
  @FunctionalInterface
  interface Question<T> {
    T of(Connection connection) throws SQLException;
  }

  /**
   * @param option that names the database, for messages; with -driver behind it, the driver
   * @param jars the driver and what it needs; empty to look on the class path
   */
  JdbcDatabase(String option, List<Path> jars, @Nullable String user, @Nullable String password) {
    this(option, jars, user, password, Duration.ofMinutes(1));
  }

  /**
   * @param patience how long to wait for the database
   */
  JdbcDatabase(
      String option,
      List<Path> jars,
      @Nullable String user,
      @Nullable String password,
      Duration patience) {
    this.option = option;
    this.jars = List.copyOf(jars);
    this.user = user;
    this.password = password;
    this.patience = patience;
  }

  /**
   * @throws IOException if there is no driver for it, or the database does not answer; the message
   *     holds no password
   */
  <T> T ask(String url, Question<T> question) throws IOException {
    String named = option + " " + shown(url);
    try (URLClassLoader loader = loader()) {
      Driver driver = driver(url, loader);
      // Not every driver has a time-out, and those that have call it differently.
      FutureTask<T> task = new FutureTask<>(() -> ask(driver, url, question));
      Thread thread = new Thread(task, "database");
      thread.setDaemon(true);
      thread.start();
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(named + " did not answer within " + patience.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(named + ": interrupted", e);
    } catch (ExecutionException e) {
      // No cause: a driver's own words may hold the password.
      throw new IOException(named + ": " + withoutSecrets(e.getCause(), url));
    }
  }

  private URLClassLoader loader() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      if (!Files.isReadable(jar) || Files.isDirectory(jar)) {
        throw new IOException(option + "-driver " + jar + " can't be read; name a jar file");
      }
      urls.add(jar.toUri().toURL());
    }
    // A named driver must not meet other versions of what it needs.
    ClassLoader parent =
        jars.isEmpty() ? JdbcDatabase.class.getClassLoader() : ClassLoader.getPlatformClassLoader();
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
      throw new IOException(option + "-driver: the driver can't be loaded: " + e.getMessage(), e);
    }
    String kind = kind(url);
    String artifact = ARTIFACTS.get(kind);
    throw new IOException(
        (jars.isEmpty()
                ? "no JDBC driver for jdbc:" + kind
                : any
                    ? "none of the drivers named is for jdbc:" + kind
                    : "no JDBC driver is in what " + option + "-driver names")
            + "; give its jar with "
            + option
            + "-driver"
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

  private <T> T ask(Driver driver, String url, Question<T> question) throws SQLException {
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
      return question.of(connection);
    }
  }

  private static void promiseNotToWrite(Connection connection) {
    try {
      connection.setReadOnly(true);
    } catch (SQLException e) {
      // Some can't be told; those who ask only read.
    }
  }

  /** What stands behind {@code jdbc:}. */
  private static String kind(String url) {
    Matcher kind = Pattern.compile("(?i)jdbc:([a-z0-9]+).*", Pattern.DOTALL).matcher(url);
    return kind.matches() ? kind.group(1).toLowerCase(Locale.ROOT) : "";
  }

  /** An address without what may be a secret. */
  static String shown(String url) {
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
