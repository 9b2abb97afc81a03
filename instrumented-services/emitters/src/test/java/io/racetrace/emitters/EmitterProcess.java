package io.racetrace.emitters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the program in a process of its own, where an agent sees nothing but the program. */
final class EmitterProcess {

  private EmitterProcess() {}

  /** The lines of OTLP JSON that it wrote. */
  static List<String> run(Recording recording, Map<String, Integer> ports, Path folder)
      throws IOException, InterruptedException {
    Path agent = Path.of(System.getProperty("racetrace.emitters.agent", ""));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (recording.withAgent()) {
      command.add("-javaagent:" + agent);
      command.add("-Dotel.service.name=orders");
      command.add("-Dotel.traces.exporter=experimental-otlp/stdout");
      command.add("-Dotel.metrics.exporter=none");
      command.add("-Dotel.logs.exporter=none");
    }
    command.addAll(recording.settings());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")));
    command.add(Emitters.class.getName());
    ports.forEach((store, port) -> command.add(store + "=" + port));
    command.addAll(recording.emitters());

    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(
            "the emitters " + recording + " failed:\n" + Files.readString(errors));
      }
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(output).stream()
        .filter(line -> line.startsWith("{\"resourceSpans\""))
        .toList();
  }
}
