package io.racetrace.anomalies;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One party as a process of its own: one instance of the service, one connection. */
final class PartyProcess implements AutoCloseable {

  private final Process process;
  private final DataOutputStream out;
  private final DataInputStream in;
  // Waits for answers, which may take until another party commits.
  private final ExecutorService reader;
  private final int backend;

  /** What follows a verb on the pipe. */
  @FunctionalInterface
  interface Arguments {
    void write(DataOutputStream out) throws IOException;
  }

  private PartyProcess(Process process) throws IOException {
    this.process = process;
    out = new DataOutputStream(process.getOutputStream());
    in = new DataInputStream(process.getInputStream());
    reader =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "party " + process.pid());
              thread.setDaemon(true);
              return thread;
            });
    backend = Integer.parseInt(Answer.read(in).text().replaceAll("[()]", ""));
  }

  static PartyProcess start(String service, String url, String endpoint, Path log)
      throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", "")),
            Party.class.getName(),
            service,
            url,
            endpoint);
    return new PartyProcess(new ProcessBuilder(command).redirectError(log.toFile()).start());
  }

  long pid() {
    return process.pid();
  }

  /** The database's process that serves it. */
  int backend() {
    return backend;
  }

  /** Tells it to do something; the answer comes when it comes. */
  CompletableFuture<Answer> tell(Verb verb, Arguments arguments) throws IOException {
    out.writeUTF(verb.name());
    arguments.write(out);
    out.flush();
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Answer.read(in);
          } catch (IOException gone) {
            throw new UncheckedIOException(gone);
          }
        },
        reader);
  }

  CompletableFuture<Answer> tell(Verb verb) throws IOException {
    return tell(verb, nothing -> {});
  }

  @Override
  public void close() throws IOException {
    out.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    reader.shutdown();
  }
}
