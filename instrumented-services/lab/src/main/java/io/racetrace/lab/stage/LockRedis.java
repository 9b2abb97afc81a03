package io.racetrace.lab.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Redis for locks alone, so that an exhibit can stop it, and start it again at the same place,
 * while events go on and no store that was given is touched.
 */
public final class LockRedis implements AutoCloseable {
  private final int port;
  private final Path directory;
  private final Path logs;
  private final ProcessWatch watch;
  private @Nullable Redis server;
  private @Nullable LastResort lastResort;

  LockRedis(int port, Path directory, Path logs, ProcessWatch watch) {
    this.port = port;
    this.directory = directory;
    this.logs = logs;
    this.watch = watch;
  }

  /** Where it is, or will be. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /**
   * Starts it; nothing where it runs already. It is empty then.
   *
   * @throws LabException when it does not come up
   */
  public synchronized void start() {
    if (server == null) {
      Redis started = Redis.start("the locks' Redis", port, logs.resolve("lock-redis.log"));
      server = started;
      lastResort = LastResort.watch(directory, List.of(started.pid()));
      watch.add(started.part());
    }
  }

  /** Stops it, locks and all; nothing where it does not run. */
  public synchronized void stop() {
    if (server != null) {
      watch.remove(server.part());
      try {
        server.close();
        Objects.requireNonNull(lastResort).close();
      } catch (IOException failure) {
        throw new LabException("the locks' Redis does not stop: " + failure.getMessage(), failure);
      } finally {
        server = null;
      }
    }
  }

  @Override
  public void close() {
    stop();
  }
}
