package io.racetrace.sources;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real Jaeger: the one whose addresses are in the environment ({@code RACETRACE_JAEGER} for
 * queries, {@code RACETRACE_JAEGER_OTLP} for spans over HTTP), else one that is started with its
 * store in memory.
 */
public final class RealJaeger implements AutoCloseable {

  public final URI query;
  public final URI otlp;
  private final @Nullable RealPart part;

  private RealJaeger(URI query, URI otlp, @Nullable RealPart part) {
    this.query = query;
    this.otlp = otlp;
    this.part = part;
  }

  /** Skips the test where there is no Jaeger, which in CI is a failure. */
  public static RealJaeger start(Path folder) throws IOException {
    String query = System.getenv("RACETRACE_JAEGER");
    String otlp = System.getenv("RACETRACE_JAEGER_OTLP");
    if (query != null && otlp != null) {
      System.out.println("Jaeger: the one at " + query);
      return new RealJaeger(URI.create(query), URI.create(otlp), null);
    }
    int queryPort = Checkout.freePort();
    int otlpPort = Checkout.freePort();
    Path config =
        Files.writeString(
            folder.resolve("jaeger-in-memory.yaml"),
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
                .formatted(queryPort, Checkout.freePort(), otlpPort));
    RealPart part =
        RealPart.start(kind(), folder, List.of("--config", config.toString()), Map.of());
    URI address = URI.create("http://127.0.0.1:" + queryPort);
    part.await(address.resolve("/api/v3/services"));
    return new RealJaeger(address, URI.create("http://127.0.0.1:" + otlpPort), part);
  }

  private static RealPart.Kind kind() throws IOException {
    String version = Checkout.version("JAEGER_VERSION");
    return new RealPart.Kind(
        "Jaeger", version, "jaegertracing/jaeger", "jaeger.sh", "jaeger-" + version + "/jaeger");
  }

  @Override
  public void close() {
    if (part != null) {
      part.close();
    }
  }
}
