package io.racetrace.servicebase.event;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.tracing.Tracing;
import io.racetrace.servicebase.telemetry.Instrumentation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Connections to Redis: a shared one whose commands leave spans, and separate ones that leave none,
 * for the workers that ask for the next event several times a second and mostly get nothing.
 */
public final class RedisConnections implements AutoCloseable {
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

  private final ClientResources tracedResources;
  private final ClientResources untracedResources;
  private final RedisClient tracedClient;
  private final RedisClient untracedClient;
  private final StatefulRedisConnection<String, String> traced;

  /**
   * @throws io.lettuce.core.RedisConnectionException when Redis does not answer
   */
  public RedisConnections(String url, Instrumentation instrumentation) {
    RedisURI uri = RedisURI.create(url);
    uri.setTimeout(COMMAND_TIMEOUT);
    tracedResources =
        instrumentation
            .commands(ClientResources.builder())
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    untracedResources = tracedResources.mutate().tracing(Tracing.disabled()).build();
    tracedClient = RedisClient.create(tracedResources, uri);
    untracedClient = RedisClient.create(untracedResources, uri);
    // While Redis is gone, a quick error is better than a request that hangs.
    ClientOptions options =
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build();
    tracedClient.setOptions(options);
    untracedClient.setOptions(options);
    traced = tracedClient.connect();
  }

  /** Commands with spans, for any thread. None of them may block. */
  public RedisCommands<String, String> traced() {
    return traced.sync();
  }

  /** A new connection without spans, for the caller to close. */
  public StatefulRedisConnection<String, String> untraced() {
    return untracedClient.connect();
  }

  @Override
  public void close() {
    untracedClient.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    tracedClient.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    // Waited for, so that nothing is left running when the service says that it is closed.
    tracedResources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
