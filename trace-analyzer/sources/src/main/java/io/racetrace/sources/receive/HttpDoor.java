package io.racetrace.sources.receive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** OTLP/HTTP, in protobuf and in JSON, plain or with gzip. */
final class HttpDoor implements Door {

  private static final String PATH = "/v1/traces";

  /** Some may wait for the bodies of slow senders. */
  private static final int THREADS = 32;

  private final HttpServer server;
  private final Intake intake;
  private final ExecutorService threads = Door.threads("otlp-http", THREADS);
  private final Semaphore running = new Semaphore(THREADS);

  private HttpDoor(HttpServer server, Intake intake) {
    this.server = server;
    this.intake = intake;
  }

  static HttpDoor open(InetSocketAddress address, Intake intake) throws IOException {
    HttpDoor door = new HttpDoor(HttpServer.create(address, 0), intake);
    door.server.setExecutor(door.threads);
    door.server.createContext("/", door::handle);
    door.server.start();
    return door;
  }

  @Override
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Lets running requests end, for at most two seconds. */
  @Override
  public void close() {
    try {
      running.tryAcquire(THREADS, 2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdownNow();
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
        intake.refused(String.valueOf(refusal.getMessage()));
        answer = refusal.answer;
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // 503 is what OTLP's senders try again after; there may be room by then.
        String message = Intake.notWritten(e);
        intake.refused(message);
        answer = OtlpAnswer.refused(503, isJson(exchange), message);
      }
      answer.send(exchange);
    } finally {
      running.release();
    }
  }

  private OtlpAnswer answer(HttpExchange exchange) throws IOException, Refusal {
    boolean json = isJson(exchange);
    if (!exchange.getRequestURI().getPath().equals(PATH)) {
      throw new Refusal(
          404, json, "only traces are received here, at " + PATH + "; switch others off");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      throw new Refusal(405, json, "export requests are sent by POST");
    }
    if (!json && !contentType(exchange).equals("application/x-protobuf")) {
      throw new Refusal(415, false, "send application/x-protobuf or application/json");
    }
    byte[] body = body(exchange, json);
    try {
      if (json) {
        intake.json(body);
      } else {
        intake.protobuf(body);
      }
    } catch (Intake.NotARequestException e) {
      throw new Refusal(400, json, String.valueOf(e.getMessage()));
    }
    return OtlpAnswer.accepted(json);
  }

  private static byte[] body(HttpExchange exchange, boolean json) throws IOException, Refusal {
    String encoding = header(exchange, "Content-Encoding");
    InputStream in = exchange.getRequestBody();
    byte[] body;
    try {
      switch (encoding) {
        case "", "identity" -> body = in.readNBytes(Intake.MAX_REQUEST_BYTES + 1);
        case "gzip" -> body = new GZIPInputStream(in).readNBytes(Intake.MAX_REQUEST_BYTES + 1);
        default -> throw new Refusal(415, json, "content encoding is gzip or none");
      }
    } catch (ZipException | EOFException e) {
      throw new Refusal(400, json, "the body is not gzip: " + String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new Refusal(400, json, "the body did not come whole");
    }
    if (body.length > Intake.MAX_REQUEST_BYTES) {
      throw new Refusal(
          413, json, "a request holds at most " + Intake.MAX_REQUEST_BYTES + " bytes");
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
