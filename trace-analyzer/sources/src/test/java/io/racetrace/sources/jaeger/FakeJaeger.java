package io.racetrace.sources.jaeger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A query service for what a real one does not do on request: faults, and stores that answer with
 * the traces they like best. Its answers to good requests have the shape of Jaeger 2.13's.
 */
final class FakeJaeger implements AutoCloseable {

  /** One answer in place of the usual one. */
  record Canned(int status, String body) {}

  private record Trace(String service, long startNanos, String id) {}

  private final HttpServer server;
  private final String basePath;
  private final List<Trace> traces = new ArrayList<>();

  /** Taken one by one before any usual answer. */
  final Deque<Canned> canned = new ArrayDeque<>();

  final List<Map<String, String>> queries = new ArrayList<>();
  final List<String> authorizations = new ArrayList<>();

  FakeJaeger(String basePath) throws IOException {
    this.basePath = basePath;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://" + hostAndPort() + basePath);
  }

  String hostAndPort() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  void trace(String service, Instant start) {
    long nanos = start.getEpochSecond() * 1_000_000_000 + start.getNano();
    traces.add(new Trace(service, nanos, String.format("%032x", traces.size() + 1)));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      Canned answer = canned.poll();
      if (answer == null) {
        answer = answer(exchange.getRequestURI());
      }
      byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Retry-After", "0");
      exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Canned answer(URI uri) {
    if (uri.getPath().equals(basePath + "/api/v3/services")) {
      return new Canned(
          200,
          traces.stream()
              .map(trace -> '"' + trace.service + '"')
              .distinct()
              .collect(Collectors.joining(",", "{\"services\":[", "]}")));
    }
    if (!uri.getPath().equals(basePath + "/api/v3/traces")) {
      return new Canned(404, "404 page not found\n");
    }
    Map<String, String> query = new HashMap<>();
    for (String pair : uri.getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    queries.add(query);
    Instant min = Instant.parse(query.get("query.start_time_min"));
    Instant max = Instant.parse(query.get("query.start_time_max"));
    String found =
        traces.stream()
            .filter(trace -> trace.service.equals(query.get("query.service_name")))
            .filter(trace -> !instant(trace).isBefore(min) && !instant(trace).isAfter(max))
            .limit(Integer.parseInt(query.get("query.num_traces")))
            .map(FakeJaeger::resourceSpans)
            .collect(Collectors.joining(","));
    return found.isEmpty()
        ? new Canned(404, "{\"error\":{\"httpCode\":404,\"message\":\"No traces found\"}}")
        : new Canned(200, "{\"result\":{\"resourceSpans\":[" + found + "]}}");
  }

  private static Instant instant(Trace trace) {
    return Instant.ofEpochSecond(0, trace.startNanos);
  }

  private static String resourceSpans(Trace trace) {
    return """
        {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"%s"}}]},\
        "scopeSpans":[{"scope":{},"spans":[{"endTimeUnixNano":"%d","name":"work",\
        "spanId":"00000000000000a1","startTimeUnixNano":"%d","status":{},"traceId":"%s"}]}]}"""
        .formatted(trace.service, trace.startNanos + 1000, trace.startNanos, trace.id);
  }
}
