package io.racetrace.agent.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The same JDBC work without an agent, under the bare agent, under the agent with its own two
 * switches on, and under the agent with our jar: each a process of its own, in turns. An in-memory
 * database and a receiver that throws everything away, so that the ratios are the worst there are.
 */
class Overhead {

  private static final int TURNS = Integer.getInteger("overhead.turns", 3);
  private static final Pattern RESULT = Pattern.compile("RESULT (\\d+) (\\d+)");

  @Test
  void is_measured_and_printed() throws Exception {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    String agent = "-javaagent:" + System.getProperty("agent");
    Map<String, List<String>> ways = new LinkedHashMap<>();
    ways.put("no agent", List.of());
    ways.put("agent", List.of(agent));
    ways.put(
        "agent, parameters on",
        List.of(
            agent,
            "-Dotel.instrumentation.jdbc.experimental.capture-query-parameters=true",
            "-Dotel.instrumentation.jdbc.experimental.transaction.enabled=true"));
    ways.put(
        "agent and racetrace",
        List.of(agent, "-Dotel.javaagent.extensions=" + System.getProperty("extension")));
    Map<String, List<Long>> wall = new LinkedHashMap<>();
    Map<String, List<Long>> cpu = new LinkedHashMap<>();
    for (int turn = 0; turn < TURNS; turn++) {
      for (Map.Entry<String, List<String>> way : ways.entrySet()) {
        Matcher result = run(way.getValue(), receiver.getAddress().getPort());
        wall.computeIfAbsent(way.getKey(), key -> new ArrayList<>())
            .add(Long.parseLong(result.group(1)));
        cpu.computeIfAbsent(way.getKey(), key -> new ArrayList<>())
            .add(Long.parseLong(result.group(2)));
      }
    }
    receiver.stop(0);
    print("time of one edit", wall);
    print("processor time of one edit", cpu);
  }

  private static Matcher run(List<String> options, int port)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    builder.command().addAll(options);
    builder.command().add("-Dotel.exporter.otlp.endpoint=http://127.0.0.1:" + port);
    builder.command().addAll(List.of("-Dotel.metrics.exporter=none", "-Dotel.logs.exporter=none"));
    builder.command().addAll(List.of("-cp", System.getProperty("java.class.path")));
    builder.command().add(JdbcWork.class.getName());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    Matcher result = RESULT.matcher(output);
    assertThat(result.find()).as(output).isTrue();
    return result;
  }

  private static void print(String what, Map<String, List<Long>> results) {
    long bare = median(results.getOrDefault("agent", List.of()));
    System.out.println(what + " (a read, a write and a commit), median of " + TURNS + " turns");
    results.forEach(
        (way, turns) ->
            System.out.printf(
                "  %-22s %6.1f us   %5.2f x bare agent   %s%n",
                way, median(turns) / 1000.0, (double) median(turns) / bare, turns));
  }

  private static long median(List<Long> turns) {
    List<Long> sorted = new ArrayList<>(turns);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
