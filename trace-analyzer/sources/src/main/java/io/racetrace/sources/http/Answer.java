package io.racetrace.sources.http;

import io.racetrace.sources.decode.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * What a back end answered: a status, and a body that lies in a file.
 *
 * @param place what was asked, as it may be shown
 */
public record Answer(String place, int status, Path body, HttpAccess access) {

  private static final int MAX_MESSAGE_BYTES = 4096;

  /** Whether this is JSON, as far as its first character tells. */
  public boolean isJson() throws IOException {
    try (InputStream in = Files.newInputStream(body)) {
      String text = new String(in.readNBytes(64), StandardCharsets.ISO_8859_1).stripLeading();
      return text.startsWith("{") || text.startsWith("[");
    }
  }

  public boolean isGood() throws IOException {
    return status == 200 && isJson();
  }

  /** All strings that are elements of arrays, which is how every back end lists names. */
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (InputStream bytes = Files.newInputStream(body);
        JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.VALUE_STRING && in.streamReadContext().inArray()) {
          names.add(in.getString());
        }
      }
    } catch (JacksonException e) {
      throw new IOException(place + " answered with broken JSON: " + e.getOriginalMessage(), e);
    }
    return names;
  }

  /**
   * The error of an answer that is of no use.
   *
   * @param notOurs what to say where this does not seem to be the back end that was expected
   */
  public IOException refused(String notOurs) throws IOException {
    if (!isJson() && (status == 200 || status == 404)) {
      return new IOException(place + " answered " + status + "; " + notOurs);
    }
    String message = access.withoutSecrets(message());
    return new IOException(
        place
            + " answered "
            + status
            + (message.isEmpty() ? "" : ": " + message)
            + "; "
            + nextStep(message));
  }

  private String nextStep(String message) {
    if (message.contains("depth")) {
      return "try a smaller depth";
    }
    if (message.contains("HTTP request to an HTTPS server")) {
      return "begin the address with https://";
    }
    if (message.contains("tenant")) {
      return "name the tenant with --tenant";
    }
    return switch (status) {
      case 301, 302, 303, 307, 308 -> "use the address that it redirects to";
      case 401, 403 ->
          "give a token with --bearer-file or RACETRACE_BEARER, or user and password in the"
              + " address, http://user:password@host";
      case 404 -> "check the address and its base path";
      case 413, 429, 502, 503, 504 -> "try again later, or a shorter time or a smaller depth";
      default -> status >= 500 ? "look into the server's log" : "check the times and the services";
    };
  }

  /** What the server says of itself: the message in its JSON, or its text; not its HTML. */
  private String message() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(body)) {
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
}
