package io.racetrace.servicebase.lease;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.racetrace.servicebase.telemetry.Instrumentation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Redis that holds the locks. It is connected to when somebody first wants a lock, so that a
 * service starts without it, and again soon after it went away.
 */
public final class LockRedis implements AutoCloseable {
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration BETWEEN_CONNECTS = Duration.ofMillis(50);

  private final ClientResources resources;
  private final RedisClient client;
  private @Nullable StatefulRedisConnection<String, String> connection;

  public LockRedis(String url, Instrumentation instrumentation) {
    RedisURI uri = RedisURI.create(url);
    uri.setTimeout(COMMAND_TIMEOUT);
    resources =
        instrumentation
            .commands(ClientResources.builder())
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(Delay.constant(BETWEEN_CONNECTS))
            .build();
    client = RedisClient.create(resources, uri);
    // Whoever cannot have a lock now must know it now, not when Redis is back.
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
  }

  /**
   * Commands for any thread.
   *
   * @throws io.lettuce.core.RedisException when Redis does not answer
   */
  synchronized RedisCommands<String, String> commands() {
    if (connection == null) {
      connection = client.connect();
    }
    return connection.sync();
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
