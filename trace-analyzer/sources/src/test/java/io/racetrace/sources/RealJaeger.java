package io.racetrace.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Jaeger: the one whose addresses are in the environment ({@code RACETRACE_JAEGER} for
 * queries, {@code RACETRACE_JAEGER_OTLP} for spans over HTTP), else the program that {@code
 * .ci/jaeger.sh} builds, with its store in memory.
 */
public final class RealJaeger implements AutoCloseable {

  public final URI query;
  public final URI otlp;
  private final @Nullable Process process;

  private RealJaeger(URI query, URI otlp, @Nullable Process process) {
    this.query = query;
    this.otlp = otlp;
    this.process = process;
  }

  /** Skips the test where there is no Jaeger, which in CI is a failure. */
  public static RealJaeger start(Path folder) throws IOException {
    String query = System.getenv("RACETRACE_JAEGER");
    String otlp = System.getenv("RACETRACE_JAEGER_OTLP");
    if (query != null && otlp != null) {
      return new RealJaeger(URI.create(query), URI.create(otlp), null);
    }
    Path program = program();
    if (!Files.isExecutable(program)) {
      String skipped =
          "skipped: no Jaeger in RACETRACE_JAEGER and none built by .ci/jaeger.sh at " + program;
      assertThat(System.getenv("CI")).as(skipped).isNotEqualTo("true");
      System.out.println(skipped);
      Assumptions.abort(skipped);
    }
    return run(program, folder);
  }

  private static RealJaeger run(Path program, Path folder) throws IOException {
    int queryPort = freePort();
    int otlpPort = freePort();
    Path config =
        Files.writeString(
            folder.resolve("jaeger.yaml"),
            """
            service:
              extensions: [jaeger_storage, jaeger_query]
              pipelines:
                traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}
              telemetry: {metrics: {level: none}}
            extensions:
              jaeger_query:
                storage: {traces: memory}
                http: {endpoint: "127.0.0.1:%d"}
                grpc: {endpoint: "127.0.0.1:%d"}
              jaeger_storage: {backends: {memory: {memory: {max_traces: 100000}}}}
            receivers:
              otlp: {protocols: {http: {endpoint: "127.0.0.1:%d"}}}
            exporters:
              jaeger_storage_exporter: {trace_storage: memory}
            """
                .formatted(queryPort, freePort(), otlpPort));
    Path log = folder.resolve("jaeger.log");
    Process process =
        new ProcessBuilder(program.toString(), "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    RealJaeger jaeger =
        new RealJaeger(
            URI.create("http://127.0.0.1:" + queryPort),
            URI.create("http://127.0.0.1:" + otlpPort),
            process);
    jaeger.awaitReady(log);
    return jaeger;
  }

  private void awaitReady(Path log) throws IOException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(query + "/api/v3/services")).build();
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (Instant.now().isBefore(end) && process != null && process.isAlive()) {
      try {
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    close();
    throw new IOException("Jaeger did not start:\n" + Files.readString(log));
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private static Path program() throws IOException {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path caches =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return caches.resolve("racetrace-parts/jaeger-" + version() + "/jaeger");
  }

  private static String version() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(".ci/versions"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IOException("no .ci/versions in this folder or above it");
      }
    }
    for (String line : Files.readAllLines(folder.resolve(".ci/versions"))) {
      if (line.startsWith("JAEGER_VERSION=")) {
        return line.substring(line.indexOf('=') + 1);
      }
    }
    throw new IOException("no JAEGER_VERSION in .ci/versions");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
