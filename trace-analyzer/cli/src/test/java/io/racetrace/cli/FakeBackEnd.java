package io.racetrace.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers paths with fixed bodies, whatever the query, and remembers who asked. */
final class FakeBackEnd implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, @Nullable String> bodies = new HashMap<>();

  final List<String> paths = Collections.synchronizedList(new ArrayList<>());
  final List<Map<String, List<String>>> headers = Collections.synchronizedList(new ArrayList<>());

  FakeBackEnd() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  /** A Jaeger that holds the spans of a span file. */
  static FakeBackEnd jaeger(String spanFile) throws IOException {
    return new FakeBackEnd()
        .answer("/api/v3/services", "{\"services\":[\"order-service\"]}")
        .answer(
            "/api/v3/traces", "{\"result\":[" + String.join(",", spanFile.lines().toList()) + "]}");
  }

  FakeBackEnd answer(String path, @Nullable String body) {
    bodies.put(path, body);
    return this;
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      paths.add(exchange.getRequestURI().toString());
      headers.add(Map.copyOf(exchange.getRequestHeaders()));
      String body = bodies.get(exchange.getRequestURI().getPath());
      byte[] bytes = (body == null ? "not here" : body).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(body == null ? 401 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
