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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /** Taken one by one before any usual answer to a path that ends in this. */
  private final Map<String, Deque<Canned>> canned = new ConcurrentHashMap<>();

  /** Whether only the old interface is there. */
  volatile boolean isOld;

  final List<Map<String, String>> queries = Collections.synchronizedList(new ArrayList<>());
  final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());

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

  void answer(String pathEnd, int status, String body) {
    canned
        .computeIfAbsent(pathEnd, path -> new ConcurrentLinkedDeque<>())
        .add(new Canned(status, body));
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
      Canned answer = canned(exchange.getRequestURI().getPath());
      if (answer == null) {
        answer = answer(exchange.getRequestURI());
      }
      byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Retry-After", "0");
      exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private @Nullable Canned canned(String path) {
    for (Map.Entry<String, Deque<Canned>> entry : canned.entrySet()) {
      if (path.endsWith(entry.getKey())) {
        return entry.getValue().poll();
      }
    }
    return null;
  }

  private Canned answer(URI uri) {
    String path = uri.getPath();
    String api = basePath + (isOld ? "/api" : "/api/v3");
    if (path.equals(api + "/services")) {
      return new Canned(
          200,
          traces.stream()
              .map(trace -> '"' + trace.service + '"')
              .distinct()
              .collect(
                  Collectors.joining(
                      ",", isOld ? "{\"data\":[" : "{\"services\":[", "],\"total\":0}")));
    }
    if (path.startsWith(api + "/traces/")) {
      String id = path.substring((api + "/traces/").length());
      return found(traces.stream().filter(trace -> trace.id.equals(id)));
    }
    if (!path.equals(api + "/traces")) {
      return new Canned(404, "404 page not found\n");
    }
    return isOld ? oldSearch(query(uri)) : search(query(uri));
  }

  private Canned search(Map<String, String> query) {
    return search(
        String.valueOf(query.get("query.service_name")),
        Instant.parse(query.get("query.start_time_min")),
        Instant.parse(query.get("query.start_time_max")),
        Integer.parseInt(query.get("query.num_traces")));
  }

  private Canned oldSearch(Map<String, String> query) {
    return search(
        String.valueOf(query.get("service")),
        Instant.EPOCH.plus(Long.parseLong(query.get("start")), ChronoUnit.MICROS),
        Instant.EPOCH.plus(Long.parseLong(query.get("end")), ChronoUnit.MICROS),
        Integer.parseInt(query.get("limit")));
  }

  private Canned search(String service, Instant min, Instant max, int depth) {
    return found(
        traces.stream()
            .filter(trace -> trace.service.equals(service))
            .filter(trace -> !instant(trace).isBefore(min) && !instant(trace).isAfter(max))
            .limit(depth));
  }

  private Canned found(Stream<Trace> matching) {
    if (isOld) {
      return new Canned(
          200,
          matching
              .map(FakeJaeger::oldTrace)
              .collect(Collectors.joining(",", "{\"data\":[", "],\"errors\":null}")));
    }
    String found = matching.map(FakeJaeger::resourceSpans).collect(Collectors.joining(","));
    return found.isEmpty()
        ? new Canned(404, "{\"error\":{\"httpCode\":404,\"message\":\"No traces found\"}}")
        : new Canned(200, "{\"result\":{\"resourceSpans\":[" + found + "]}}");
  }

  private Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    for (String pair : uri.getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    queries.add(query);
    return query;
  }

  private static Instant instant(Trace trace) {
    return Instant.ofEpochSecond(0, trace.startNanos);
  }

  private static String resourceSpans(Trace trace) {
    return """
        {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"%s"}}]},\
        "scopeSpans":[{"scope":{},"spans":[{"endTimeUnixNano":"%d","name":"work",\
        "spanId":"00000000000000a1","startTimeUnixNano":"%d","status":{},"traceId":"%s",\
        "attributes":[{"key":"shop","value":{"stringValue":"d\\"1"}}]}]}]}"""
        .formatted(trace.service, trace.startNanos + 1000, trace.startNanos, trace.id);
  }

  private static String oldTrace(Trace trace) {
    return """
        {"traceID":"%s","spans":[{"traceID":"%s","spanID":"00000000000000a1",\
        "operationName":"work","references":[],"startTime":%d,"duration":1,"tags":[],\
        "processID":"p1"}],"processes":{"p1":{"serviceName":"%s","tags":[]}}}"""
        .formatted(trace.id, trace.id, trace.startNanos / 1000, trace.service);
  }
}
