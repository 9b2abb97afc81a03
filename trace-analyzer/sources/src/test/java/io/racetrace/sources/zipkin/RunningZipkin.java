package io.racetrace.sources.zipkin;

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
import org.junit.jupiter.api.Assumptions;

/** The real Zipkin server out of Maven's local repository, with its store in memory. */
final class RunningZipkin implements AutoCloseable {

  private static final String VERSION = "3.6.1";

  final URI address;
  private final Process process;

  private RunningZipkin(URI address, Process process) {
    this.address = address;
    this.process = process;
  }

  /** Skips the test where there is no Zipkin, which in CI is a failure. */
  static RunningZipkin start(Path folder) throws IOException, InterruptedException {
    Path jar =
        Path.of(System.getProperty("user.home"))
            .resolve(".m2/repository/io/zipkin/zipkin-server")
            .resolve(VERSION + "/zipkin-server-" + VERSION + "-exec.jar");
    if (!Files.exists(jar)) {
      String skipped =
          "skipped: no Zipkin; get it with mvn dependency:get -Dtransitive=false"
              + " -Dartifact=io.zipkin:zipkin-server:"
              + VERSION
              + ":jar:exec";
      assertThat(System.getenv("CI")).as(skipped).isNotEqualTo("true");
      System.out.println(skipped);
      Assumptions.abort(skipped);
    }
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-jar",
            jar.toString());
    builder.environment().put("STORAGE_TYPE", "mem");
    builder.environment().put("QUERY_PORT", Integer.toString(port));
    builder.environment().put("SELF_TRACING_ENABLED", "false");
    Path log = folder.resolve("zipkin.log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    RunningZipkin zipkin = new RunningZipkin(URI.create("http://127.0.0.1:" + port), process);
    zipkin.awaitReady(log);
    return zipkin;
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(address.resolve("/health")).build();
    Instant end = Instant.now().plus(Duration.ofSeconds(120));
    while (Instant.now().isBefore(end) && process.isAlive()) {
      try {
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
    }
    close();
    throw new IOException("Zipkin did not start:\n" + Files.readString(log));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
