package io.racetrace.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** {@code racetrace lab run} as a user starts it: a process of its own, with all that it starts. */
public final class LabProcess {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path directory;

  private LabProcess(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /**
   * @param directory for what it prints, its spans and its temporary files
   * @param arguments those after {@code lab run}
   */
  public static LabProcess start(Path directory, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                // A group of its own, as a terminal makes it, where Ctrl-C is not ignored.
                "setsid",
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-jar",
                System.getProperty("racetrace.lab.jar", "no jar"),
                "lab",
                "run"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--out", directory.resolve("out").toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(directory.resolve("stdout.txt").toFile());
    builder.redirectError(directory.resolve("stderr.txt").toFile());
    EtcdProgram.find()
        .ifPresent(
            etcd ->
                builder
                    .environment()
                    .merge(
                        "PATH", String.valueOf(etcd.getParent()), (path, own) -> path + ":" + own));
    return new LabProcess(builder.start(), directory);
  }

  /** Waits until it has said this. */
  void awaitSaid(String text) {
    Awaitility.await("said: " + text)
        .atMost(PATIENCE)
        .failFast("it ended: " + text, () -> !process.isAlive())
        .until(() -> stderr().contains(text));
  }

  /** All processes of the run but its own, those that have left its tree as well. */
  List<ProcessHandle> others() throws IOException {
    List<ProcessHandle> others = new ArrayList<>(process.descendants().toList());
    postgres()
        .ifPresent(
            server -> {
              others.add(server);
              others.addAll(server.descendants().toList());
            });
    return others;
  }

  /** Its PostgreSQL, which goes its own way from its start. */
  Optional<ProcessHandle> postgres() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("tmp"), 4)) {
      for (Path file : files.filter(path -> path.endsWith("data/postmaster.pid")).toList()) {
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).strip()));
      }
    }
    return Optional.empty();
  }

  /** One of its children, by a part of its command. */
  ProcessHandle child(String command) {
    return process
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains(command))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + command));
  }

  /** What Ctrl-C does in a terminal: to all processes of the group. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).inheritIO().start().waitFor();
  }

  /**
   * Its exit code.
   *
   * @throws AssertionError when it does not end
   */
  public int awaitEnd() throws IOException, InterruptedException {
    return awaitEnd(PATIENCE);
  }

  int awaitEnd(Duration patience) throws IOException, InterruptedException {
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
      List<ProcessHandle> others = others();
      process.destroyForcibly();
      others.forEach(ProcessHandle::destroyForcibly);
      throw new AssertionError("it hangs: " + stderr());
    }
    return process.exitValue();
  }

  public Path out() {
    return directory.resolve("out");
  }

  /** Its temporary files that are left, but for PostgreSQL's programs, which the next run uses. */
  List<String> leftovers() throws IOException {
    try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
      return left.map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !name.startsWith("embedded-pg"))
          .toList();
    }
  }

  public String stderr() throws IOException {
    return Files.readString(directory.resolve("stderr.txt"));
  }

  public String stdout() throws IOException {
    return Files.readString(directory.resolve("stdout.txt"));
  }
}
