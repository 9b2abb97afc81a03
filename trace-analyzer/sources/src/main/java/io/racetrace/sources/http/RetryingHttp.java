package io.racetrace.sources.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
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
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * GET requests whose answers go to a file, so that one of any size needs no memory and one that
 * breaks off can be asked for again.
 *
 * <p>An overloaded server (429, 503) and a connection that breaks are tried again, a few times and
 * with growing pauses; what won't get better by itself fails at once. Redirects are not followed:
 * credentials would go to whoever the server names.
 */
public final class RetryingHttp {

  private static final int ATTEMPTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final @Nullable String authorization;
  private final Duration timeout;

  /**
   * @param userInfo {@code user:password} for basic authentication, or nothing
   * @param timeout for one answer, from the request to its last byte
   */
  public RetryingHttp(@Nullable String userInfo, Duration timeout) {
    this.authorization =
        userInfo == null
            ? null
            : "Basic "
                + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    this.timeout = timeout;
  }

  /**
   * Gets the answer's body into the file, whatever its status.
   *
   * @return the status
   * @throws IOException if there is no answer; its message names the server and the next thing to
   *     try
   */
  public int get(URI uri, Path into) throws IOException {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      Duration wait = pause;
      try {
        HttpResponse<Path> answer = once(uri, into);
        int status = answer.statusCode();
        if (attempt == ATTEMPTS || (status != 429 && status != 503)) {
          return status;
        }
        wait = asked(answer, pause);
      } catch (IOException e) {
        if (attempt == ATTEMPTS || !mayPass(e)) {
          throw failure(uri, e, attempt);
        }
      }
      pause(wait);
      pause = pause.multipliedBy(2);
    }
  }

  private HttpResponse<Path> once(URI uri, Path into) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).header("Accept", "application/json").timeout(timeout);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
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

  private IOException failure(URI uri, IOException e, int attempts) {
    String place = uri.getScheme() + "://" + uri.getHost();
    if (uri.getPort() >= 0) {
      place += ":" + uri.getPort();
    }
    if (e instanceof InterruptedIOException) {
      return e;
    }
    if (e instanceof HttpConnectTimeoutException
        || (e instanceof ConnectException && !isReset(e))) {
      String why = isUnresolved(e) ? "the host is not known" : "nothing answers there";
      return new IOException(
          "can't connect to " + place + ": " + why + "; check the address and that it runs", e);
    }
    if (e instanceof HttpTimeoutException) {
      return new IOException(
          place
              + " did not answer within "
              + timeout.toSeconds()
              + " s; try a shorter time or a smaller depth",
          e);
    }
    String tried = attempts > 1 ? " (" + attempts + " attempts)" : "";
    return new IOException(
        "the connection to "
            + place
            + " failed"
            + tried
            + ": "
            + e.getMessage()
            + "; check that the address is the one of Jaeger's query service",
        e);
  }

  private static boolean isUnresolved(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static Duration asked(HttpResponse<?> answer, Duration otherwise) {
    String seconds = answer.headers().firstValue("Retry-After").orElse("");
    if (!seconds.matches("\\d{1,6}")) {
      return otherwise;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
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
