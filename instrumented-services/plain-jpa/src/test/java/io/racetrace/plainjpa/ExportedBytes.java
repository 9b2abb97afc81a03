package io.racetrace.plainjpa;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.racetrace.SpanSink;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.file.FileSource;
import io.racetrace.sources.receive.OtlpReceiver;
import io.racetrace.trace.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/** Keeps every byte that is exported, and passes the traces on to a receiver. */
final class ExportedBytes implements AutoCloseable {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final HttpServer server;
  private final OtlpReceiver receiver;
  private final Path spans;
  private final HttpClient client = HttpClient.newHttpClient();

  private ExportedBytes(HttpServer server, OtlpReceiver receiver, Path spans) {
    this.server = server;
    this.receiver = receiver;
    this.spans = spans;
  }

  static ExportedBytes listen(Path spans) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExportedBytes exported = new ExportedBytes(server, OtlpReceiver.listen(spans), spans);
    server.createContext("/", exported::receive);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.start();
    return exported;
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    synchronized (bytes) {
      bytes.writeBytes(body);
    }
    int status = 200;
    if (exchange.getRequestURI().getPath().equals("/v1/traces")) {
      status = passOn(exchange.getRequestHeaders().getFirst("Content-Type"), body);
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private int passOn(String contentType, byte[] body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(receiver.endpoint() + "/v1/traces"))
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  /** What was exported, each byte as a character. */
  String text() {
    synchronized (bytes) {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** The spans that arrived so far. */
  List<Span> spans() throws IOException {
    List<Span> read = new ArrayList<>();
    FileSource.of(spans)
        .read(
            new SpanSink() {
              @Override
              public void span(Span span) {
                read.add(span);
              }

              @Override
              public void diagnostic(Diagnostic diagnostic) {
                throw new AssertionError(diagnostic);
              }
            });
    return read;
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
    receiver.close();
  }
}
