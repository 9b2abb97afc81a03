package io.racetrace.emitters;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.sources.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Records the fixtures of Python, Node and Go; no test, and only run by {@code
 * other-languages/record.sh}, which fetches what the programs need.
 */
class RecordOtherLanguages {

  private static RealStores stores;

  @BeforeAll
  static void start_the_stores() throws Exception {
    stores = new RealStores();
  }

  @AfterAll
  static void stop_the_stores() throws Exception {
    stores.close();
  }

  @ParameterizedTest
  @CsvSource({
    "python, psycopg, default, ''",
    "python, psycopg, parameters, ''",
    "python, psycopg, database, database",
    "python, psycopg, database-dup, database/dup",
    "python, sqlite3, default, ''",
    "python, sqlalchemy, default, ''",
    "python, asyncpg, default, ''",
    "python, asyncpg, parameters, ''",
    "python, redis, default, ''",
    "python, redis, database, database",
    "python, pymongo, default, ''",
    "python, pymongo, statements, ''",
    "node, pg, default, ''",
    "node, pg, values, ''",
    "node, mysql2, default, ''",
    "node, mysql2, masked, ''",
    "node, ioredis, default, ''",
    "node, node-redis, default, ''",
    "go, otelsql, default, ''",
    "go, otelpgx, default, ''",
    "go, otelpgx, parameters, ''",
    "go, redisotel, default, ''",
  })
  void records(String language, String library, String variant, String optIn, @TempDir Path folder)
      throws Exception {
    String name = variant.equals("default") || !optIn.isEmpty() ? library : library + "-" + variant;
    Map<String, Integer> ports = new HashMap<>(stores.ports());
    List<String> lines = run(language, name, optIn, ports, folder);

    String story = new Stories(ports).of(lines).get(name);
    assertThat(story).isNotNull();
    Files.writeString(
        Checkout.file(
            "trace-analyzer/sources/src/test/resources/emitters/"
                + (library.startsWith(language) ? library : language + "-" + library)
                + "-"
                + variant
                + ".jsonl"),
        story + "\n");
  }

  private static List<String> run(
      String language, String name, String optIn, Map<String, Integer> ports, Path folder)
      throws IOException, InterruptedException {
    Path built = Checkout.file("instrumented-services/emitters/target/other-languages");
    Path programs = Checkout.file("instrumented-services/emitters/other-languages");
    List<String> command = new ArrayList<>();
    switch (language) {
      case "python" -> {
        command.add(built.resolve("python/bin/python").toString());
        command.add(programs.resolve("python/story.py").toString());
      }
      case "node" -> {
        command.add("node");
        command.add(programs.resolve("node/story.js").toString());
      }
      default -> command.add(built.resolve("go/story").toString());
    }
    command.add(name);
    ports.forEach((store, port) -> command.add(store + "=" + port));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder program =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    program.environment().put("NODE_PATH", built.resolve("node/node_modules").toString());
    if (!optIn.isEmpty()) {
      program.environment().put("OTEL_SEMCONV_STABILITY_OPT_IN", optIn);
    }
    Process process = program.start();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(name + " failed:\n" + Files.readString(errors));
      }
    } finally {
      process.destroyForcibly();
    }
    for (String line : Files.readAllLines(errors)) {
      if (line.startsWith("mysql=")) {
        ports.put("mysql", Integer.valueOf(line.substring("mysql=".length())));
      }
    }
    return Files.readAllLines(output).stream()
        .filter(line -> line.startsWith("{\"resourceSpans\""))
        .toList();
  }
}
