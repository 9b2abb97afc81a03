package io.racetrace.lab.stage;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.embedded.RedisServer;

/** A real Redis on a given port, which keeps nothing on disk. */
final class Redis implements AutoCloseable {
  private final RedisServer server;
  private final ProcessHandle process;
  private final int port;

  private Redis(RedisServer server, ProcessHandle process, int port) {
    this.server = server;
    this.process = process;
    this.port = port;
  }

  /**
   * @throws LabException when it does not come up
   */
  static Redis start(int port) {
    Set<ProcessHandle> others = servers().collect(Collectors.toSet());
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
      return new Redis(server, childProcess(others), port);
    } catch (IOException | RuntimeException failure) {
      throw new LabException("Redis does not start: " + failure.getMessage(), failure);
    }
  }

  // The library says that a server is active until it is stopped, dead or not.
  private static ProcessHandle childProcess(Set<ProcessHandle> others) {
    return servers()
        .filter(child -> !others.contains(child))
        .findFirst()
        .orElseThrow(() -> new LabException("Redis died at once"));
  }

  private static Stream<ProcessHandle> servers() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").contains("redis-server"));
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    server.stop();
  }
}
