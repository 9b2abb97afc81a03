package io.racetrace.sources.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * GET requests to one back end, whose answers go to a file, so that one of any size needs no memory
 * and one that breaks off can be asked for again.
 *
 * <p>An overloaded server (429, 502, 503, 504) and a connection that breaks are tried again, a few
 * times and with growing pauses; an error of the server (500) only twice, as it is often one that
 * stays. What won't get better by itself fails at once. Redirects are not followed: credentials
 * would go to whoever the server names.
 */
public final class RetryingHttp {

  private static final int ATTEMPTS = 5;
  private static final int ATTEMPTS_AT_ERROR = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpAddress address;
  private final HttpAccess access;
  private final HttpClient client;

  /** A user and password in the address are sent, unless the access has something else. */
  public RetryingHttp(HttpAddress address, HttpAccess access) {
    String userInfo = address.userInfo();
    this.address = address;
    this.access =
        userInfo == null || access.hasHeader("Authorization") ? access : access.basic(userInfo);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER);
    SSLContext tls = this.access.tls();
    if (tls != null) {
      builder.sslContext(tls);
    }
    client = builder.build();
  }

  /** Text as it stands in a query or as one part of a path. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What to be careful about, or nothing. */
  public Optional<String> warning() {
    return access.hasSecret() && address.isOpen()
        ? Optional.of("credentials go to " + address + " unencrypted; use https where it can")
        : Optional.empty();
  }

  /**
   * Gets the answer's body into the file, whatever its status.
   *
   * @param path below the address, beginning with a slash, with its query
   * @throws IOException if there is no answer; its message names the server and the next thing to
   *     try
   */
  public Answer get(String path, Path into) throws IOException {
    URI uri = URI.create(address.shown() + path);
    int query = path.indexOf('?');
    String place = address + (query < 0 ? path : path.substring(0, query));
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      Duration wait = pause;
      try {
        HttpResponse<Path> answer = once(uri, into);
        int status = answer.statusCode();
        if (attempt >= attempts(status)) {
          return new Answer(place, status, into, access);
        }
        wait = asked(answer, pause);
      } catch (IOException e) {
        if (attempt == ATTEMPTS || !mayPass(e)) {
          throw failure(e, attempt, into);
        }
      }
      pause(wait);
      pause = pause.multipliedBy(2);
    }
  }

  private static int attempts(int status) {
    return switch (status) {
      case 429, 502, 503, 504 -> ATTEMPTS;
      case 500 -> ATTEMPTS_AT_ERROR;
      default -> 1;
    };
  }

  private HttpResponse<Path> once(URI uri, Path into) throws IOException {
    Duration timeout = access.timeout();
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout);
    request.setHeader("Accept", "application/json");
    access.send(request::setHeader);
    CompletableFuture<HttpResponse<Path>> answer =
        client.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.ofFile(
                into,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING));
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("the answer took too long");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + uri.getHost());
    }
  }

  /** Whether the failure is of a kind that passes by itself. */
  private static boolean mayPass(IOException e) {
    if (isNotHttp(e) || isDiskFull(e)) {
      return false;
    }
    return isReset(e)
        || !(e instanceof ConnectException
            || e instanceof UnknownHostException
            || e instanceof SSLException
            || e instanceof HttpTimeoutException
            || e instanceof InterruptedIOException);
  }

  /** The client reports a reset as a failure to connect, with the truth as its cause. */
  private static boolean isReset(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException && !(cause instanceof ConnectException)) {
        return true;
      }
    }
    return false;
  }

  /** What came is no HTTP at all; the client says so in its message alone. */
  private static boolean isNotHttp(IOException e) {
    return String.valueOf(e.getMessage()).startsWith("parsing HTTP/1.1 status line");
  }

  /** The answer came, and its file did not take it. */
  private static boolean isDiskFull(IOException e) {
    return String.valueOf(e.getMessage()).contains("No space left on device");
  }

  private IOException failure(IOException e, int attempts, Path into) {
    if (e instanceof InterruptedIOException && !(e instanceof HttpTimeoutException)) {
      return e;
    }
    if (e instanceof HttpConnectTimeoutException
        || (e instanceof ConnectException && !isReset(e))) {
      String why = isUnresolved(e) ? "the host is not known" : "nothing answers there";
      return new IOException(
          "can't connect to " + place() + ": " + why + "; check the address and that it runs", e);
    }
    if (e instanceof HttpTimeoutException) {
      return new IOException(
          place()
              + " did not answer within "
              + access.timeout().toSeconds()
              + " s; try a shorter time or a smaller depth",
          e);
    }
    if (isNotHttp(e)) {
      return new IOException(
          "what answers at "
              + place()
              + " does not speak HTTP; name the port of its HTTP interface, not that of gRPC",
          e);
    }
    if (isDiskFull(e)) {
      return new IOException(
          "an answer of "
              + place()
              + " does not fit into "
              + into.toAbsolutePath().getParent()
              + ": no space left on the device; make room there, or ask for a shorter time",
          e);
    }
    if (e instanceof SSLException && String.valueOf(e.getMessage()).contains("plaintext")) {
      return new IOException(
          "no safe connection to "
              + place()
              + ": what answers there does not speak TLS; try http:// in place of https://",
          e);
    }
    if (e instanceof SSLException) {
      return new IOException(
          "no safe connection to "
              + place()
              + ": "
              + e.getMessage()
              + "; if its certificate is signed by a CA of your own, name that with --ca",
          e);
    }
    String tried = attempts > 1 ? " (" + attempts + " attempts)" : "";
    return new IOException(
        "the connection to "
            + place()
            + " failed"
            + tried
            + ": "
            + String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", "?")
            + "; check the address, and what lies between here and there",
        e);
  }

  private String place() {
    URI uri = address.shown();
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }

  private static boolean isUnresolved(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  /** As long as the server asks for, in seconds or up to a time, within reason. */
  private static Duration asked(HttpResponse<?> answer, Duration otherwise) {
    String text = answer.headers().firstValue("Retry-After").orElse("");
    Duration asked;
    if (text.matches("\\d{1,6}")) {
      asked = Duration.ofSeconds(Long.parseLong(text));
    } else {
      try {
        Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
        asked = Duration.between(Instant.now(), until);
      } catch (DateTimeException e) {
        return otherwise;
      }
    }
    return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
  }

  private static void pause(Duration duration) throws InterruptedIOException {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
    }
  }
}
