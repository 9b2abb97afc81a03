package io.racetrace.lab.stage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The stock OpenTelemetry Java agent with racetrace's extension, and one of the lab's own that
 * counts spans. Services under it make no span of a request, statement or command themselves.
 */
final class JavaAgent {
  private final Path directory;

  private JavaAgent(Path directory) {
    this.directory = directory;
  }

  /**
   * @param directory where the build has put the agent and the extensions
   * @throws LabException when one of them is not there
   */
  static JavaAgent in(Path directory) {
    JavaAgent agent = new JavaAgent(directory);
    for (Path jar : List.of(agent.agent(), agent.extension(), agent.labExtension())) {
      if (!Files.isRegularFile(jar)) {
        throw new LabException(
            "there is no " + jar + "; build the project with mvn package first, which gets it");
      }
    }
    return agent;
  }

  private Path agent() {
    return directory.resolve("opentelemetry-javaagent.jar");
  }

  private Path extension() {
    return directory.resolve("racetrace-agent-extension.jar");
  }

  private Path labExtension() {
    return directory.resolve("racetrace-lab-extension.jar");
  }

  /** What the JVM of a service is told. */
  List<String> options() {
    return List.of(
        "-javaagent:" + agent(),
        "-Dotel.javaagent.extensions=" + extension() + "," + labExtension());
  }

  /**
   * What a service and its agent are told.
   *
   * @param service its name, the same for all its instances
   */
  static Map<String, String> environment(String service) {
    return Map.ofEntries(
        Map.entry("TELEMETRY", "agent"),
        Map.entry("OTEL_SERVICE_NAME", service),
        Map.entry("OTEL_TRACES_EXPORTER", "otlp"),
        Map.entry("OTEL_METRICS_EXPORTER", "none"),
        Map.entry("OTEL_LOGS_EXPORTER", "none"),
        Map.entry("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        // As the services' own SDK: quick, and nothing is dropped in a burst.
        Map.entry("OTEL_BSP_SCHEDULE_DELAY", "200"),
        Map.entry("OTEL_BSP_MAX_QUEUE_SIZE", "32768"),
        Map.entry("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1024"),
        Map.entry("OTEL_SEMCONV_STABILITY_OPT_IN", "database"),
        Map.entry("OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS", "Idempotency-Key"),
        // Losses are counted by record and to the unit; there is nobody's data in the lab.
        Map.entry("RACETRACE_KEYS", "readable"),
        Map.entry("RACETRACE_PARAMETERS", "keep"));
  }
}
