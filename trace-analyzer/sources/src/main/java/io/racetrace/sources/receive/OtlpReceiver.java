package io.racetrace.sources.receive;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.racetrace.sources.otlp.OtlpJsonToLine;
import io.racetrace.sources.otlp.OtlpProtobufToJson;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import tools.jackson.core.JacksonException;

/**
 * Receives spans live, over OTLP/HTTP, and writes them to a file.
 *
 * <p>Each request becomes one line of OTLP JSON, in the shape that the OpenTelemetry Collector's
 * file exporter gives it, and the line is in the file before the request is answered: what a sender
 * was told is accepted survives the end of this process. Both encodings of the protocol are
 * accepted, plain or with gzip. It listens on the loopback address only.
 */
public final class OtlpReceiver implements AutoCloseable {

  private static final String PATH = "/v1/traces";

  /** The Collector's own bound, after decompression; larger requests are refused. */
  private static final int MAX_BODY_BYTES = 20 << 20;

  /** Bodies are read on these threads only, so they bound the memory in use as well. */
  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService threads;
  private final LineFile file;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Semaphore running = new Semaphore(THREADS);
  private final AtomicLong spans = new AtomicLong();

  private OtlpReceiver(HttpServer server, LineFile file) {
    this.server = server;
    this.file = file;
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "otlp-receiver");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Listens on a free port.
   *
   * @param spansFile created, or emptied if it is there
   * @throws IOException if the file can't be written or no port is free
   */
  public static OtlpReceiver listen(Path spansFile) throws IOException {
    return listen(spansFile, 0);
  }

  /**
   * Listens on the given port.
   *
   * @param spansFile created, or emptied if it is there
   * @param port 0 for a free one
   * @throws IOException if the file can't be written or the port is taken
   */
  public static OtlpReceiver listen(Path spansFile, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    LineFile file;
    try {
      file = LineFile.create(spansFile);
    } catch (IOException e) {
      server.stop(0);
      throw e;
    }
    OtlpReceiver receiver = new OtlpReceiver(server, file);
    server.setExecutor(receiver.threads);
    server.createContext("/", receiver::handle);
    server.start();
    return receiver;
  }

  /** The base address, such as {@code http://127.0.0.1:43123}; traces go to its /v1/traces. */
  public URI endpoint() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  /** How many spans are in the file so far. */
  public long spans() {
    return spans.get();
  }

  /** Lets running requests end, for at most two seconds, then closes port and file. */
  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      running.tryAcquire(THREADS, 2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdownNow();
    file.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (!running.tryAcquire()) {
      // As many permits as threads: there is one, unless the receiver is closing.
      exchange.close();
      return;
    }
    try (exchange) {
      OtlpAnswer answer;
      try {
        answer = answer(exchange);
      } catch (Refusal refusal) {
        answer = refusal.answer;
      } catch (IOException | RuntimeException e) {
        // 503 is what OTLP's senders try again after; the file may have room by then.
        answer = OtlpAnswer.refused(503, isJson(exchange), "not written: " + e.getMessage());
      }
      answer.send(exchange);
    } finally {
      running.release();
    }
  }

  private OtlpAnswer answer(HttpExchange exchange) throws IOException, Refusal {
    boolean json = isJson(exchange);
    if (!exchange.getRequestURI().getPath().equals(PATH)) {
      throw new Refusal(404, json, "only traces are received here, at " + PATH);
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      throw new Refusal(405, json, "export requests are sent by POST");
    }
    if (!json && !contentType(exchange).equals("application/x-protobuf")) {
      throw new Refusal(415, false, "send application/x-protobuf or application/json");
    }
    byte[] body = body(exchange, json);
    ByteArrayOutputStream line = new ByteArrayOutputStream(body.length * 3 + 64);
    long received;
    try {
      received =
          json ? OtlpJsonToLine.transcode(body, line) : OtlpProtobufToJson.transcode(body, line);
    } catch (InvalidProtocolBufferException e) {
      throw new Refusal(400, false, "not an OTLP request: " + e.getMessage());
    } catch (JacksonException e) {
      throw new Refusal(400, json, "not an OTLP request: " + e.getMessage());
    }
    if (received > 0) {
      file.append(line);
      spans.addAndGet(received);
    }
    return OtlpAnswer.accepted(json);
  }

  private static byte[] body(HttpExchange exchange, boolean json) throws IOException, Refusal {
    String encoding = header(exchange, "Content-Encoding");
    InputStream in = exchange.getRequestBody();
    byte[] body;
    try {
      switch (encoding) {
        case "", "identity" -> body = in.readNBytes(MAX_BODY_BYTES + 1);
        case "gzip" -> body = new GZIPInputStream(in).readNBytes(MAX_BODY_BYTES + 1);
        default -> throw new Refusal(415, json, "content encoding is gzip or none");
      }
    } catch (ZipException | EOFException e) {
      throw new Refusal(400, json, "the body is not gzip: " + e.getMessage());
    }
    if (body.length > MAX_BODY_BYTES) {
      throw new Refusal(413, json, "a request holds at most " + MAX_BODY_BYTES + " bytes");
    }
    return body;
  }

  private static boolean isJson(HttpExchange exchange) {
    return contentType(exchange).equals("application/json");
  }

  private static String contentType(HttpExchange exchange) {
    String type = header(exchange, "Content-Type");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip();
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
  }

  /** A request that is answered with an error of its sender's making. */
  private static final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient OtlpAnswer answer;

    Refusal(int status, boolean json, String message) {
      super(message, null, false, false);
      this.answer = OtlpAnswer.refused(status, json, message);
    }
  }
}
