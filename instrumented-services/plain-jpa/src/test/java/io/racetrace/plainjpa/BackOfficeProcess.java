package io.racetrace.plainjpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The application under the stock agent, as a process of its own. */
final class BackOfficeProcess implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final Pattern ID = Pattern.compile("\\{\"id\":(\\d+)}");

  private final Process process;
  private final Path log;
  private final URI address;
  private final HttpClient client = HttpClient.newHttpClient();

  private BackOfficeProcess(Process process, Path log, URI address) {
    this.process = process;
    this.log = log;
    this.address = address;
  }

  /** Where the agent is, without anything added to it. */
  static Path agent() {
    return Path.of(System.getProperty("agent.directory"), "opentelemetry-javaagent.jar");
  }

  static Path extension() {
    return Path.of(System.getProperty("agent.directory"), "racetrace-agent-extension.jar");
  }

  /**
   * Starts the application, and does not wait for it.
   *
   * @param options of the JVM, the agent among them
   */
  static BackOfficeProcess start(
      Path folder, String name, List<String> options, Map<String, String> environment)
      throws IOException {
    int port = freePort();
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    builder.command().add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
    builder.command().addAll(options);
    builder.command().addAll(List.of("-jar", System.getProperty("plain-jpa.jar")));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new BackOfficeProcess(
        builder.start(), log, URI.create("http://127.0.0.1:" + port + "/"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void awaitReady() throws IOException {
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> log().contains("Started BackOfficeApplication") || !process.isAlive());
    assertThat(process.isAlive()).as(log()).isTrue();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Creates something and returns its id. */
  long create(String path, String json) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request("POST", path, json), HttpResponse.BodyHandlers.ofString());
    Matcher id = ID.matcher(response.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return id.matches() ? Long.parseLong(id.group(1)) : 0;
  }

  /** Sends a request and returns the status of its answer. */
  int send(String method, String path, String json) throws IOException, InterruptedException {
    return client
        .send(request(method, path, json), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  CompletableFuture<Integer> sendAsync(String method, String path, String json) {
    return client
        .sendAsync(request(method, path, json), HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }

  private HttpRequest request(String method, String path, String json) {
    return HttpRequest.newBuilder(address.resolve(path))
        .timeout(Duration.ofMinutes(1))
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  /** Ends the application; its last spans are sent before it is gone. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
