package io.racetrace.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * A program of others that runs beside a test: its public image where a Docker engine answers, else
 * what a script in .ci left in the cache, else the test is skipped, which in CI is a failure.
 * {@code RACETRACE_PARTS} set to {@code docker} or {@code binary} leaves no choice. What was chosen
 * is printed.
 *
 * <p>Containers share the machine's network and see the test's folder under its own name, so a
 * configuration is the same for both.
 */
final class RealPart implements AutoCloseable {

  /**
   * What a part is.
   *
   * @param name for people
   * @param image of this version; null where there is none to run
   * @param script in .ci, which makes the program
   * @param program below the folder for parts; a jar is run by this Java
   */
  record Kind(String name, String version, @Nullable String image, String script, String program) {}

  /** Either way of running it. */
  private interface Running {
    boolean isAlive() throws IOException;

    int exitCode() throws IOException;

    String log() throws IOException;

    /** Asks it to end, and waits until it has. */
    void stop() throws IOException;

    void kill();
  }

  private final Kind kind;
  private final Running running;

  private RealPart(Kind kind, Running running) {
    this.kind = kind;
    this.running = running;
  }

  /**
   * Starts it; it may not be ready yet.
   *
   * @param folder of the test, the only one that a container sees
   */
  static RealPart start(
      Kind kind, Path folder, List<String> arguments, Map<String, String> environment)
      throws IOException {
    String forced = Objects.requireNonNullElse(System.getenv("RACETRACE_PARTS"), "");
    if (!forced.equals("binary") && kind.image() != null && dockerAnswers()) {
      String image = kind.image() + ":" + kind.version();
      try {
        Running container = new Container(image, folder, arguments, environment);
        System.out.println(kind.name() + " " + kind.version() + ": image " + image);
        return new RealPart(kind, container);
      } catch (ContainerFetchException e) {
        // The engine has no such image and reaches no registry.
        if (forced.equals("docker")) {
          throw e;
        }
      }
    }
    Path program = Checkout.parts().resolve(kind.program());
    if (forced.equals("docker") && kind.image() != null || !Files.isReadable(program)) {
      throw skipped(kind);
    }
    System.out.println(kind.name() + " " + kind.version() + ": " + program);
    return new RealPart(kind, new Program(program, folder, arguments, environment));
  }

  private static RuntimeException skipped(Kind kind) {
    String skipped =
        "skipped: no " + kind.name() + ", neither from Docker nor built by .ci/" + kind.script();
    assertThat(System.getenv("CI")).as(skipped).isNotEqualTo("true");
    System.out.println(skipped);
    return Assumptions.abort(skipped);
  }

  private static boolean dockerAnswers() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  /** Waits for a condition; fails with the log if the part ends before, or in a minute. */
  void await(Callable<Boolean> ready) throws IOException {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    try {
      while (!ready.call()) {
        if (Instant.now().isAfter(end) || !running.isAlive()) {
          String log = log();
          close();
          throw new IOException(kind.name() + " did not get there:\n" + log);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** Waits until an address answers 200. */
  void await(URI address) throws IOException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(address).build();
    await(
        () -> {
          try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
          } catch (IOException e) {
            return false;
          }
        });
  }

  /** Waits until it ends by itself. */
  int awaitExit() throws IOException {
    await(() -> !running.isAlive());
    return running.exitCode();
  }

  String log() throws IOException {
    return running.log();
  }

  /** Asks it to end, and waits until it has written what it had. */
  void stop() throws IOException {
    running.stop();
  }

  @Override
  public void close() {
    running.kill();
  }

  /** A program on this machine. */
  private static final class Program implements Running {

    private final Process process;
    private final Path log;

    Program(Path program, Path folder, List<String> arguments, Map<String, String> environment)
        throws IOException {
      List<String> command = new ArrayList<>();
      if (program.toString().endsWith(".jar")) {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
      }
      command.add(program.toString());
      command.addAll(arguments);
      log = Files.createTempFile(folder, "part-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    @Override
    public boolean isAlive() {
      return process.isAlive();
    }

    @Override
    public int exitCode() {
      return process.exitValue();
    }

    @Override
    public String log() throws IOException {
      return Files.readString(log);
    }

    @Override
    public void stop() throws IOException {
      process.destroy();
      try {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          throw new IOException("did not stop:\n" + log());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public void kill() {
      process.destroyForcibly();
    }
  }

  /** A container of a public image. */
  private static final class Container implements Running {

    private final GenericContainer<?> container;

    Container(String image, Path folder, List<String> arguments, Map<String, String> environment)
        throws IOException {
      // Files that it writes must be the test's own.
      String user =
          Files.getAttribute(folder, "unix:uid") + ":" + Files.getAttribute(folder, "unix:gid");
      container =
          new GenericContainer<>(image)
              .withWorkingDirectory(folder.toString())
              .withCreateContainerCmdModifier(create -> configure(create, folder, user))
              .withEnv(environment)
              .withCommand(arguments.toArray(String[]::new))
              .withStartupCheckStrategy(new OnceStarted())
              .waitingFor(new NoWait());
      container.start();
    }

    /** The bind is made here, for Testcontainers would first try one out in an image of its own. */
    private static void configure(CreateContainerCmd create, Path folder, String user) {
      Bind bind = new Bind(folder.toString(), new Volume(folder.toString()));
      create
          .withUser(user)
          .withHostConfig(
              Objects.requireNonNull(create.getHostConfig())
                  .withNetworkMode("host")
                  .withBinds(bind));
    }

    private ContainerState state() {
      return container
          .getDockerClient()
          .inspectContainerCmd(container.getContainerId())
          .exec()
          .getState();
    }

    @Override
    public boolean isAlive() {
      return Boolean.TRUE.equals(state().getRunning());
    }

    @Override
    public int exitCode() {
      return Objects.requireNonNull(state().getExitCodeLong()).intValue();
    }

    @Override
    public String log() {
      return container.getLogs();
    }

    @Override
    public void stop() {
      container
          .getDockerClient()
          .stopContainerCmd(container.getContainerId())
          .withTimeout(30)
          .exec();
    }

    @Override
    public void kill() {
      container.stop();
    }
  }

  /** It may have ended already: what it then says is for the test to judge. */
  private static final class OnceStarted extends StartupCheckStrategy {
    @Override
    public StartupStatus checkStartupState(DockerClient client, String id) {
      String status = client.inspectContainerCmd(id).exec().getState().getStatus();
      return "created".equals(status) ? StartupStatus.NOT_YET_KNOWN : StartupStatus.SUCCESSFUL;
    }
  }

  /** Tests wait for what they need. */
  private static final class NoWait extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }
}
