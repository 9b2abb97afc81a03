package io.racetrace.servicebase.form;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.racetrace.servicebase.ServiceSettings;
import io.racetrace.servicebase.telemetry.Instrumentation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * Connections to the current form's own database, so that the records, and the spans, of two forms
 * never mix. A database is opened when its form first needs it, and gets its tables then: those of
 * {@code schema.sql}, and what {@code schema-FORM.sql} adds to them.
 */
public final class FormDataSource extends AbstractDataSource implements AutoCloseable {
  private final Forms forms;
  private final ServiceSettings settings;
  private final Instrumentation instrumentation;
  private final Map<String, Pool> pools = new ConcurrentHashMap<>();

  public FormDataSource(Forms forms, ServiceSettings settings, Instrumentation instrumentation) {
    this.forms = forms;
    this.settings = settings;
    this.instrumentation = instrumentation;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return pool(forms.current()).traced().getConnection();
  }

  /**
   * @throws SQLException always: one service is one database user
   */
  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLException("connections are opened with the service's own user only");
  }

  /**
   * Opens the selected form's database, and lets the connections to all others go, those in use
   * after their use.
   */
  public void openSelected() {
    pools.values().forEach(pool -> pool.connections().getHikariPoolMXBean().softEvictConnections());
    pool(forms.selected());
  }

  @Override
  public void close() {
    pools.values().forEach(pool -> pool.connections().close());
  }

  private Pool pool(String form) {
    return pools.computeIfAbsent(form, this::open);
  }

  private Pool open(String form) {
    String database = (settings.exhibit() + "_" + form).replace('-', '_');
    HikariConfig config = new HikariConfig();
    config.setPoolName(database);
    config.setJdbcUrl(settings.databaseUrl().replace("{database}", database));
    config.setUsername(settings.databaseUser());
    config.setPassword(settings.databasePassword());
    config.setMaximumPoolSize(settings.databaseConnections());
    config.setMinimumIdle(0);
    config.setConnectionTimeout(10_000);
    HikariDataSource connections = new HikariDataSource(config);
    try {
      createTables(connections, form);
    } catch (SQLException | RuntimeException failure) {
      connections.close();
      throw new IllegalStateException("cannot create the tables in " + database, failure);
    }
    return new Pool(connections, instrumentation.statements(connections));
  }

  // Two services may come at once, and CREATE TABLE IF NOT EXISTS alone can then fail.
  private void createTables(DataSource connections, String form) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement lock = connection.createStatement()) {
      connection.setAutoCommit(false);
      lock.execute("select pg_advisory_xact_lock(hashtext('racetrace tables'))");
      ScriptUtils.executeSqlScript(connection, new ClassPathResource("schema.sql"));
      ClassPathResource ofForm = new ClassPathResource("schema-" + form + ".sql");
      if (ofForm.exists()) {
        ScriptUtils.executeSqlScript(connection, ofForm);
      }
      connection.commit();
    }
  }

  /**
   * The connections to one database.
   *
   * @param connections as the pool hands them out, for what belongs in no trace
   * @param traced the same ones, with spans
   */
  private record Pool(HikariDataSource connections, DataSource traced) {}
}
