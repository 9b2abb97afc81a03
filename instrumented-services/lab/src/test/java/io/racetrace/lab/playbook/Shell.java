package io.racetrace.lab.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.racetrace.lab.stage.Databases;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The shell of somebody who follows a page: {@code racetrace} is the program that was just built,
 * {@code psql} talks to the page's database, {@code redis-cli} to the Redis that the page means.
 */
final class Shell {
  private static final int PATIENCE_SECONDS = 120;

  private final Path folder;
  private final Path programs;
  private final URI database;
  private final Databases server;
  private final StringBuilder session = new StringBuilder();

  /**
   * @param folder where the commands' files are
   */
  Shell(Path folder, Databases server, String database, URI redis) throws IOException {
    this.folder = folder;
    this.server = server;
    this.database =
        URI.create(server.urlTemplate().replace("jdbc:", "").replace("{database}", database));
    this.programs = Files.createDirectories(folder.resolve("bin"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    program(
        "racetrace",
        java
            + " -Xmx160m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar '"
            + System.getProperty("racetrace.lab.jar")
            + "' \"$@\"");
    Path classes =
        Path.of(RedisCli.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    program(
        "redis-cli",
        java
            + " -XX:TieredStopAtLevel=1 -cp '"
            + classes
            + "' "
            + RedisCli.class.getName()
            + " "
            + redis.getPort()
            + " \"$@\"");
  }

  private void program(String name, String line) throws IOException {
    Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\nexec " + line + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " can't be made executable");
    }
  }

  /** Whether this machine has what the pages use beside racetrace. */
  static List<String> missing() {
    return List.of("jq", "psql", "grep").stream()
        .filter(
            name -> {
              try {
                return new ProcessBuilder("sh", "-c", "command -v " + name).start().waitFor() != 0;
              } catch (IOException impossible) {
                return true;
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return true;
              }
            })
        .toList();
  }

  /** Runs a block as somebody would who pastes it; gives all that is printed. */
  String run(RulePage.Block block) throws IOException, InterruptedException {
    if (block.language().equals("sh")) {
      return run(List.of("sh", "-c", block.code()), "");
    }
    String printed =
        run(
            List.of(
                "psql",
                "-X",
                "-P",
                "pager=off",
                "-U",
                server.user(),
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                database.toString(),
                "-f",
                "-"),
            session + block.code());
    // One session: what a block put aside is there for the next one.
    if (block.code().contains("CREATE TEMP TABLE")) {
      session.append(block.code());
    }
    return printed;
  }

  private String run(List<String> command, String input) throws IOException, InterruptedException {
    Path typed = Files.writeString(folder.resolve("typed.txt"), input);
    Path printed = folder.resolve("printed.txt");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.directory(folder.toFile());
    builder.environment().merge("PATH", programs.toString(), (path, own) -> own + ":" + path);
    builder.environment().put("PGPASSWORD", server.password());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder
        .redirectInput(typed.toFile())
        .redirectOutput(printed.toFile())
        .redirectErrorStream(true);
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + " did not end");
    }
    return Files.readString(printed, UTF_8);
  }
}
