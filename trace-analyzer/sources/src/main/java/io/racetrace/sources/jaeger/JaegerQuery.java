package io.racetrace.sources.jaeger;

import io.racetrace.sources.decode.Json;
import io.racetrace.sources.http.RetryingHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Version 3 of the HTTP interface of Jaeger's query service.
 *
 * <p>Parameters are spelled as every version since 1.62 understands them; newer spellings exist
 * since 2.19 only.
 */
final class JaegerQuery {

  private static final String NO_V3 =
      "; this is not version 3 of Jaeger's query interface: racetrace needs Jaeger 1.62 or newer,"
          + " and its address with the base path, such as http://localhost:16686";

  private static final int MAX_MESSAGE_BYTES = 4096;

  private final URI address;
  private final RetryingHttp http;

  JaegerQuery(URI address, Duration timeout) {
    this.http = new RetryingHttp(address.getUserInfo(), timeout);
    this.address = withoutCredentials(address);
  }

  /**
   * @throws IllegalArgumentException if it is not an http or https address
   */
  static URI checked(URI address) {
    String scheme = address.getScheme();
    if (address.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "not an address of a Jaeger query service, which looks like http://localhost:16686");
    }
    return address;
  }

  /** The address as it may be shown: with no user and no password. */
  URI address() {
    return address;
  }

  List<String> services() throws IOException {
    Path answer = Files.createTempFile("racetrace-", ".json");
    try {
      URI uri = URI.create(address + "/api/v3/services");
      int status = http.get(uri, answer);
      if (status != 200 || !isJson(answer)) {
        throw refused(uri, status, answer);
      }
      return serviceNames(uri, answer);
    } finally {
      Files.deleteIfExists(answer);
    }
  }

  /**
   * Traces with a span of the service that starts in the window, both ends included.
   *
   * @param into gets the answer, in OTLP's JSON form
   * @return whether there are any
   */
  boolean traces(String service, Instant from, Instant to, int depth, Path into)
      throws IOException {
    URI uri =
        URI.create(
            address
                + "/api/v3/traces?query.service_name="
                + encoded(service)
                + "&query.start_time_min="
                + encoded(from.toString())
                + "&query.start_time_max="
                + encoded(to.toString())
                + "&query.num_traces="
                + depth
                + "&query.raw_traces=true");
    int status = http.get(uri, into);
    if (status == 200 && isJson(into)) {
      return true;
    }
    // "No traces found"; any other 404 is of a server that does not know the path.
    if (status == 404 && isJson(into)) {
      return false;
    }
    throw refused(uri, status, into);
  }

  private IOException refused(URI uri, int status, Path answer) throws IOException {
    String place = address + uri.getPath().substring(address.getPath().length());
    if (!isJson(answer) && (status == 200 || status == 404)) {
      return new IOException(place + " answered " + status + NO_V3);
    }
    String message = message(answer);
    return new IOException(
        place
            + " answered "
            + status
            + (message.isEmpty() ? "" : ": " + message)
            + "; "
            + nextStep(status, message));
  }

  private static String nextStep(int status, String message) {
    if (message.contains("depth")) {
      return "try a smaller depth";
    }
    return switch (status) {
      case 301, 302, 303, 307, 308 -> "use the address that it redirects to";
      case 401, 403 -> "put user and password into the address, http://user:password@host";
      case 404 -> "check the address and its base path";
      case 413, 429, 502, 503, 504 -> "try again later, or a shorter time or a smaller depth";
      default -> status >= 500 ? "look into Jaeger's log" : "check the times and the services";
    };
  }

  /** What the server says of itself: the message in its JSON, or its text; not its HTML. */
  private static String message(Path answer) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(answer)) {
      bytes = in.readNBytes(MAX_MESSAGE_BYTES);
    }
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (text.startsWith("<")) {
      return "";
    }
    if (text.startsWith("{")) {
      try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), text)) {
        for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
          if (token == JsonToken.VALUE_STRING && isMessage(in.currentName())) {
            return oneLine(in.getString());
          }
        }
      } catch (JacksonException e) {
        return oneLine(text);
      }
    }
    return oneLine(text);
  }

  private static boolean isMessage(@Nullable String name) {
    return "message".equals(name) || "msg".equals(name) || "error".equals(name);
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > 300 ? line.substring(0, 300) + "..." : line;
  }

  private List<String> serviceNames(URI uri, Path answer) throws IOException {
    List<String> names = new ArrayList<>();
    try (InputStream bytes = Files.newInputStream(answer);
        JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.VALUE_STRING && in.streamReadContext().inArray()) {
          names.add(in.getString());
        }
      }
    } catch (JacksonException e) {
      throw new IOException(uri + " answered with broken JSON: " + e.getOriginalMessage(), e);
    }
    return names;
  }

  private static boolean isJson(Path answer) throws IOException {
    try (InputStream in = Files.newInputStream(answer)) {
      return new String(in.readNBytes(64), StandardCharsets.ISO_8859_1)
          .stripLeading()
          .startsWith("{");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static URI withoutCredentials(URI address) {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    String path = address.getRawPath() == null ? "" : address.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return URI.create(address.getScheme() + "://" + address.getHost() + port + path);
  }
}
