package io.racetrace.lab.stage;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** One service as a child process. */
final class ServiceProcess {
  private static final Duration START = Duration.ofSeconds(45);
  private static final Duration START_WITH_AGENT = Duration.ofMinutes(3);

  // Four of them share a laptop with the stores: small heaps, and no compiler that pays off later.
  private static final List<String> SMALL_JVM =
      List.of("-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");
  private static final List<String> WITHOUT_AGENT =
      List.of("-Xmx72m", "-XX:ReservedCodeCacheSize=48m");
  // The agent's own classes, and what it weaves into those of the service.
  private static final List<String> WITH_AGENT =
      List.of("-Xmx128m", "-XX:ReservedCodeCacheSize=64m");

  private final String name;
  private final Process process;
  private final Part part;
  private final ServiceDoor door;
  private final Duration start;

  private ServiceProcess(String name, Process process, Path log, ServiceDoor door, Duration start) {
    this.name = name;
    this.process = process;
    this.part = new Part(name, process::isAlive, process::exitValue, log);
    this.door = door;
    this.start = start;
  }

  /**
   * Starts a service, and does not wait for it.
   *
   * @param jar the directory with the service's unpacked jar
   * @param agent under which it runs; null where it makes its spans itself
   * @param ahead the directory with jars whose classes go before those of its own; null for none
   * @param log what it writes is added there
   * @param temporary the directory for its temporary files
   * @throws LabException when it is not there, or no process could be made
   */
  static ServiceProcess start(
      String name,
      Path jar,
      @Nullable JavaAgent agent,
      @Nullable Path ahead,
      Path log,
      Path temporary,
      int port,
      Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(SMALL_JVM);
    builder.command().addAll(agent == null ? WITHOUT_AGENT : WITH_AGENT);
    if (agent != null) {
      builder.command().addAll(agent.options());
      // What a user's shell says to agents must not steer this one.
      builder.environment().keySet().removeIf(variable -> variable.startsWith("OTEL_"));
    }
    // The web server's folders lie there too, and go with the lab's own.
    builder.command().add("-Djava.io.tmpdir=" + temporary.toAbsolutePath());
    // What java -jar would run, but from the unpacked jar: that starts a third faster.
    builder.command().addAll(List.of("-cp", classPath(jar, ahead), startClass(name, jar)));
    builder.environment().putAll(environment);
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    // glibc gives each thread a memory arena of its own otherwise, mostly empty.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process process = builder.start();
      URI address = URI.create("http://127.0.0.1:" + port);
      return new ServiceProcess(
          name,
          process,
          log,
          new ServiceDoor(name, address),
          agent == null ? START : START_WITH_AGENT);
    } catch (IOException failure) {
      throw new LabException(name + " does not start: " + failure.getMessage(), failure);
    }
  }

  private static String classPath(Path jar, @Nullable Path ahead) {
    Path inside = jar.resolve("BOOT-INF");
    String first = ahead == null ? "" : ahead + "/*" + File.pathSeparator;
    return first + inside.resolve("classes") + File.pathSeparator + inside.resolve("lib") + "/*";
  }

  private static String startClass(String name, Path jar) {
    Path manifest = jar.resolve("META-INF").resolve("MANIFEST.MF");
    try (InputStream in = Files.newInputStream(manifest)) {
      return new Manifest(in).getMainAttributes().getValue("Start-Class");
    } catch (IOException failure) {
      throw new LabException(
          "there is no " + name + " at " + jar + "; build the project with mvn package first",
          failure);
    }
  }

  ServiceDoor door() {
    return door;
  }

  long pid() {
    return process.pid();
  }

  /**
   * @throws LabException when it died, or does not answer in time
   */
  void awaitReady() {
    Patience.until(
        name + " was ready",
        start,
        () -> {
          assertAlive();
          return door.isReady();
        });
  }

  /** What must not die. */
  Part part() {
    return part;
  }

  private void assertAlive() {
    if (!process.isAlive()) {
      throw new LabException(part.obituary());
    }
  }

  /**
   * Sends it a signal.
   *
   * @param signal like {@code STOP}
   * @throws LabException where there are no signals
   */
  void signal(String signal) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new LabException(name + " does not take the signal " + signal);
      }
    } catch (IOException failure) {
      throw new LabException("no signals here: " + failure.getMessage(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while " + name + " was signalled", interrupted);
    }
  }

  /** Asks it to end, as {@code kill} does. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end; what does not end in time is killed. */
  void awaitEnd(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
