package io.racetrace.lab.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.embedded.RedisServer;

/** A real Redis on a given port, which keeps nothing on disk. */
final class Redis implements AutoCloseable {
  private final RedisServer server;
  private final ProcessHandle process;
  private final Part part;
  private final LogFile log;
  private final int port;

  private Redis(RedisServer server, ProcessHandle process, Part part, LogFile log, int port) {
    this.server = server;
    this.process = process;
    this.part = part;
    this.log = log;
    this.port = port;
  }

  /**
   * @param name for messages
   * @param logFile what it writes is added there
   * @throws LabException when it does not come up
   */
  static Redis start(String name, int port, Path logFile) {
    LogFile log = LogFile.append(logFile);
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
              .soutListener(log::line)
              .serrListener(log::line)
              .build();
      server.start();
      ProcessHandle process = childProcess(others);
      return new Redis(server, process, Part.of(name, process, logFile), log, port);
    } catch (IOException | RuntimeException failure) {
      log.close();
      throw new LabException(
          name + " does not start: " + failure.getMessage() + "; its log is " + logFile, failure);
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

  /** What must not die. */
  Part part() {
    return part;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } finally {
      log.close();
    }
  }
}
