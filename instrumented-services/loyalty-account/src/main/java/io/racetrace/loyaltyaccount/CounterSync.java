package io.racetrace.loyaltyaccount;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.racetrace.servicebase.event.RedisConnections;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Brings the rows up to their counters, a few times a second. One service owns the rows and runs
 * this, all others only count.
 *
 * <p>The row remembers how much of the counter is in its balance. So a sync that is done again
 * after a crash adds nothing twice, and one that comes late with an older count does nothing.
 */
public final class CounterSync implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(CounterSync.class);

  private static final long PAUSE = 100_000_000;

  /** Those of the marked accounts that are being synced; after a crash, that still have to be. */
  private static final String TAKEN = Counter.BEHIND + ":taken";

  private final RedisConnections redis;
  private final JdbcClient jdbc;
  private final Forms forms;
  private final StatedAccess accounts;
  private final Tracer tracer;
  private final Thread thread = new Thread(this::run, "counter-sync");
  private volatile boolean running;

  public CounterSync(
      RedisConnections redis, JdbcClient jdbc, Forms forms, OpenTelemetry openTelemetry) {
    this.redis = redis;
    this.jdbc = jdbc;
    this.forms = forms;
    this.accounts = StatedAccess.to("loyalty_account", "balance", openTelemetry);
    this.tracer = openTelemetry.getTracer("io.racetrace.counter-sync");
  }

  /** Whether every counter's points are in its row. */
  public boolean isDone() {
    try (StatefulRedisConnection<String, String> connection = redis.untraced()) {
      return connection.sync().exists(Counter.BEHIND, TAKEN) == 0;
    }
  }

  private void run() {
    Forms.UnitOfWork unit = forms.begin(Counter.FORM);
    while (running) {
      try (StatefulRedisConnection<String, String> connection = redis.untraced()) {
        while (running) {
          if (takeMarked(connection.sync())) {
            sync(connection.sync());
          }
          LockSupport.parkNanos(PAUSE);
        }
      } catch (RedisException | DataAccessException outage) {
        log.warn("counters are not synced for now: {}", outage.toString());
        LockSupport.parkNanos(10 * PAUSE);
      }
    }
    unit.end();
  }

  // Renamed, so that who is marked from now on is synced next time, not forgotten.
  private static boolean takeMarked(RedisCommands<String, String> commands) {
    if (commands.exists(TAKEN) > 0) {
      return true;
    }
    if (commands.exists(Counter.BEHIND) == 0) {
      return false;
    }
    commands.rename(Counter.BEHIND, TAKEN);
    return true;
  }

  private void sync(RedisCommands<String, String> commands) {
    for (String accountId : commands.smembers(TAKEN)) {
      Span span = tracer.spanBuilder("sync loyalty_account").setNoParent().startSpan();
      Scope scope = span.makeCurrent();
      try {
        sync(accountId);
      } catch (RuntimeException failure) {
        span.recordException(failure);
        span.setStatus(StatusCode.ERROR);
        throw failure;
      } finally {
        scope.close();
        span.end();
      }
      commands.srem(TAKEN, accountId);
    }
  }

  private void sync(String accountId) {
    String counter = redis.traced().get(Counter.key(accountId));
    long given = counter == null ? 0 : Long.parseLong(counter);
    accounts.write(
        accountId,
        write -> {
          write.guardedBy(Guard.ATOMIC_STATEMENT);
          jdbc.sql(
                  "UPDATE loyalty_account SET balance = balance + (? - counted), counted = ?,"
                      + " version = version + 1 WHERE account_id = ? AND counted < ?"
                      + " RETURNING balance, version")
              .params(given, given, accountId, given)
              .query(LoyaltyAccount.class)
              .optional()
              .ifPresentOrElse(left -> write.left(left.version(), left.balance()), write::hitNoRow);
          return null;
        });
  }

  @Override
  public void start() {
    running = true;
    thread.start();
  }

  @Override
  public void stop() {
    running = false;
    LockSupport.unpark(thread);
    try {
      thread.join(10_000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
