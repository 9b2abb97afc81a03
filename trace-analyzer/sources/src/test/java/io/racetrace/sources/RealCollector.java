package io.racetrace.sources;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real OpenTelemetry Collector with one of the files in collector-config. */
public final class RealCollector implements AutoCloseable {

  public final URI grpc;
  public final URI http;

  /** Where the file exporter writes, for configurations that have one. */
  public final Path spans;

  private final RealPart part;

  private RealCollector(URI grpc, URI http, Path spans, RealPart part) {
    this.grpc = grpc;
    this.http = http;
    this.spans = spans;
    this.part = part;
  }

  /**
   * Starts it on free ports. Skips the test where there is no Collector, which in CI is a failure.
   *
   * @param config the name of a file in collector-config
   * @param environment what the file asks for, besides ports and the spans' file
   */
  public static RealCollector start(String config, Path folder, Map<String, String> environment)
      throws IOException {
    int grpcPort = Checkout.freePort();
    int httpPort = Checkout.freePort();
    Path spans = folder.resolve("spans.jsonl");
    Map<String, String> all = new HashMap<>(environment);
    all.put("RACETRACE_OTLP_GRPC", "127.0.0.1:" + grpcPort);
    all.put("RACETRACE_OTLP_HTTP", "127.0.0.1:" + httpPort);
    all.put("RACETRACE_SPANS", spans.toString());
    RealPart part =
        RealPart.start(kind(), folder, List.of("--config", copy(config, folder).toString()), all);
    part.await(() -> part.log().contains("Everything is ready"));
    return new RealCollector(
        URI.create("http://127.0.0.1:" + grpcPort),
        URI.create("http://127.0.0.1:" + httpPort),
        spans,
        part);
  }

  /** What {@code otelcol validate} says; empty if all is well. */
  public static String complaints(String config, Path folder, Map<String, String> environment)
      throws IOException {
    List<String> arguments = List.of("validate", "--config", copy(config, folder).toString());
    try (RealPart part = RealPart.start(kind(), folder, arguments, environment)) {
      int exitCode = part.awaitExit();
      return exitCode == 0 ? part.log() : "exit code " + exitCode + ": " + part.log();
    }
  }

  private static Path copy(String config, Path folder) throws IOException {
    return Files.copy(
        Checkout.file("collector-config/" + config),
        folder.resolve(config),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static RealPart.Kind kind() throws IOException {
    String version = Checkout.version("COLLECTOR_VERSION");
    return new RealPart.Kind(
        "OpenTelemetry Collector",
        version,
        "otel/opentelemetry-collector-contrib",
        "collector.sh",
        "otelcol-" + version + "/otelcol");
  }

  /** The lines of its log that are warnings or worse. */
  public List<String> warnings() throws IOException {
    return part.log().lines().filter(line -> line.matches(".*\t(warn|error|fatal)\t.*")).toList();
  }

  /** Asks it to end; then all that it took is where it should be. */
  public void stop() throws IOException {
    part.stop();
  }

  @Override
  public void close() {
    part.close();
  }
}
