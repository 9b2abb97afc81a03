package io.racetrace.lab.stage;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real etcd: one that was given, or the program of this name on the PATH. */
public final class Etcd implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final @Nullable URI given;
  private final int port;
  private final int peerPort;
  private final Path directory;
  private final Path log;
  private final ProcessWatch watch;
  private @Nullable Process process;
  private @Nullable Part part;
  private @Nullable LastResort lastResort;

  /**
   * @param given null for none
   */
  Etcd(@Nullable URI given, int port, int peerPort, Path directory, Path log, ProcessWatch watch) {
    this.given = given;
    this.port = port;
    this.peerPort = peerPort;
    this.directory = directory;
    this.log = log;
    this.watch = watch;
  }

  /** The program, where there is one. */
  public static Optional<Path> program() {
    String path = System.getenv("PATH");
    return Stream.of((path == null ? "" : path).split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "etcd"))
        .filter(Files::isExecutable)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Asks one that was given whether it is there.
   *
   * @throws LabException where it does not answer
   */
  static void check(URI url) {
    if (!isHealthy(url)) {
      throw new LabException(
          "--etcd: "
              + url
              + " does not answer at /health as an etcd does; it must be like"
              + " http://host:2379, or leave --etcd out, and the program etcd is started,"
              + " where there is one on the PATH");
    }
  }

  URI url() {
    return given == null ? URI.create("http://127.0.0.1:" + port) : given;
  }

  /**
   * Starts it; nothing where it was given or runs already.
   *
   * @throws LabException when it does not come up
   */
  public synchronized void start() {
    if (given != null || process != null) {
      return;
    }
    Path program =
        program().orElseThrow(() -> new LabException("there is no program etcd on the PATH"));
    String peer = "http://127.0.0.1:" + peerPort;
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "--name=lab",
            "--data-dir=" + directory.resolve("etcd"),
            "--listen-client-urls=" + url(),
            "--advertise-client-urls=" + url(),
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=lab=" + peer,
            "--log-level=warn");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process started = builder.start();
      process = started;
      lastResort = LastResort.watch(directory, List.of(started.pid()));
      Part running = new Part("etcd", started::isAlive, started::exitValue, log);
      part = running;
      Patience.until(
          "etcd was healthy, whose log is " + log,
          START,
          () -> {
            if (!started.isAlive()) {
              throw new LabException(running.obituary());
            }
            return isHealthy(url());
          });
      watch.add(running);
    } catch (IOException failure) {
      throw new LabException("etcd does not start: " + failure.getMessage(), failure);
    }
  }

  private static boolean isHealthy(URI url) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url + "/health")).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString())
          .body()
          .contains("true");
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public synchronized void close() {
    Process ending = process;
    if (ending == null) {
      return;
    }
    if (part != null) {
      watch.remove(part);
    }
    ending.destroy();
    try {
      if (!ending.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        ending.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      ending.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (lastResort != null) {
      lastResort.close();
    }
    process = null;
  }
}
