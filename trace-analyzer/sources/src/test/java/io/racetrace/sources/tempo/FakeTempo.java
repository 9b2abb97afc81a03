package io.racetrace.sources.tempo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A Tempo by its documentation (recorded, not run): search by seconds, traces one by one. */
final class FakeTempo implements AutoCloseable {

  private record Trace(long id, long startNanos) {}

  private final HttpServer server;
  private final List<Trace> traces = new ArrayList<>();

  /** Whether {@code /api/v2/traces} is there. */
  volatile boolean hasVersion2 = true;

  final Set<Long> partial = new HashSet<>();
  final Set<Long> tooLarge = new HashSet<>();
  final Set<Long> forgotten = new HashSet<>();
  final List<Map<String, String>> searches = Collections.synchronizedList(new ArrayList<>());
  final List<String> fetched = Collections.synchronizedList(new ArrayList<>());

  FakeTempo() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void trace(long id, long startNanos) {
    traces.add(new Trace(id, startNanos));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = "404 page not found";
      int status = 200;
      if (path.equals("/api/search/tag/service.name/values")) {
        body = "{\"tagValues\":[\"orders\",\"referral\"],\"metrics\":{}}";
      } else if (path.equals("/api/search")) {
        body = search(query(exchange.getRequestURI()));
      } else if (path.startsWith("/api/v2/traces/") && hasVersion2
          || path.startsWith("/api/traces/")) {
        fetched.add(path);
        long id = Long.parseUnsignedLong(path.substring(path.lastIndexOf('/') + 17), 16);
        if (forgotten.contains(id) || traces.stream().noneMatch(trace -> trace.id == id)) {
          status = 404;
        } else if (tooLarge.contains(id)) {
          status = 422;
          body = "trace exceeds max size (max bytes: 5000000)";
        } else {
          body = trace(id, path.startsWith("/api/v2"));
        }
      } else {
        status = 404;
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String search(Map<String, String> query) {
    searches.add(query);
    long start = Long.parseLong(query.getOrDefault("start", ""));
    long end = Long.parseLong(query.getOrDefault("end", ""));
    return traces.stream()
        .filter(trace -> trace.startNanos >= start * 1_000_000_000L)
        .filter(trace -> trace.startNanos < end * 1_000_000_000L)
        .limit(Long.parseLong(query.getOrDefault("limit", "")))
        // Without leading zeros, as Tempo writes ids there.
        .map(trace -> "{\"traceID\":\"" + Long.toHexString(trace.id) + "\",\"durationMs\":3}")
        .collect(
            Collectors.joining(",", "{\"traces\":[", "],\"metrics\":{\"inspectedTraces\":9}}"));
  }

  /** With ids in base64, as protobuf's own JSON form has them. */
  private String trace(long id, boolean version2) {
    long start =
        traces.stream().filter(trace -> trace.id == id).findFirst().orElseThrow().startNanos;
    String batches =
        """
        {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}}]},\
        "scopeSpans":[{"scope":{"name":"s"},"spans":[{"traceId":"%s","spanId":"%s","name":"work",\
        "kind":"SPAN_KIND_SERVER","startTimeUnixNano":"%d","endTimeUnixNano":"%d",\
        "attributes":[{"key":"user","value":{"intValue":"7"}}],"status":{}}]}]}"""
            .formatted(base64(0, id), base64(id), start, start + 1000);
    return version2
        ? "{\"trace\":{\"resourceSpans\":["
            + batches
            + "]}"
            + (partial.contains(id) ? ",\"status\":\"PARTIAL\",\"message\":\"too large\"" : "")
            + "}"
        : "{\"batches\":[" + batches + "]}";
  }

  private static String base64(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * parts.length);
    for (long part : parts) {
      bytes.putLong(part);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    for (String pair : uri.getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }
}
