package io.racetrace.lab;

import java.io.IOException;
import redis.embedded.RedisServer;

/** A real Redis on a given port, which keeps nothing on disk. */
final class Redis implements AutoCloseable {
  private final RedisServer server;
  private final int port;

  private Redis(RedisServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * @throws LabException when it does not come up
   */
  static Redis start(int port) {
    try {
      RedisServer server =
          RedisServer.newRedisServer()
              .port(port)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .setting("appendonly no")
              .setting("maxmemory 64mb")
              .setting("maxmemory-policy noeviction")
              .build();
      server.start();
      return new Redis(server, port);
    } catch (IOException | RuntimeException failure) {
      throw new LabException("Redis does not start: " + failure.getMessage(), failure);
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  boolean isAlive() {
    return server.isActive();
  }

  @Override
  public void close() throws IOException {
    server.stop();
  }
}
