package io.racetrace.report;

import io.racetrace.finding.Side;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a user's own interface is asked to show a trace.
 *
 * @param template an address with {@code {traceId}} and perhaps {@code {spanId}} in it; empty if
 *     nobody said where traces are shown
 */
public record TraceLinks(String template) {

  /** No links. */
  public static final TraceLinks NONE = new TraceLinks("");

  private static final Pattern NAMED = Pattern.compile("(jaeger|tempo|zipkin)=(.*)");
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
  private static final String TRACE = "traceId";
  private static final String SPAN = "spanId";

  /**
   * A template, or {@code jaeger=URL}, {@code zipkin=URL} and {@code tempo=URL} with the address of
   * their interface; that of Tempo is Grafana's, with {@code ?datasource=UID} if the data source's
   * uid is not {@code tempo}.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  public static TraceLinks of(String text) {
    Matcher named = NAMED.matcher(text);
    String template = named.matches() ? named(named.group(1), named.group(2)) : text;
    boolean hasTrace = false;
    Matcher place = PLACE.matcher(template);
    while (place.find()) {
      String name = place.group(1);
      if (!name.equals(TRACE) && !name.equals(SPAN)) {
        throw new IllegalArgumentException(
            "knows {traceId} and {spanId}, and not {" + name + "}: '" + text + "'");
      }
      hasTrace |= name.equals(TRACE);
    }
    if (!hasTrace) {
      throw new IllegalArgumentException(
          "needs {traceId} where the trace's id goes, or a name: jaeger=URL, tempo=URL,"
              + " zipkin=URL; there is '"
              + text
              + "'");
    }
    checked(template.replace("{traceId}", "0").replace("{spanId}", "0"), text);
    return new TraceLinks(template);
  }

  private static String named(String name, String address) {
    String base = checked(address, name + "=" + address).replaceFirst("[?#].*", "");
    base = base.replaceFirst("/+$", "");
    return switch (name) {
      case "jaeger" -> base + "/trace/{traceId}?uiFind={spanId}";
      case "zipkin" -> base + (base.endsWith("/zipkin") ? "" : "/zipkin") + "/traces/{traceId}";
      default -> base + "/explore?schemaVersion=1&panes=" + panes(address);
    };
  }

  /** What Grafana's Explore shall show: one pane with this trace. */
  private static String panes(String address) {
    Matcher given = Pattern.compile("[?&]datasource=([A-Za-z0-9_-]+)").matcher(address);
    String uid = given.find() ? given.group(1) : "tempo";
    String json =
        "{\"racetrace\":{\"datasource\":\""
            + uid
            + "\",\"queries\":[{\"refId\":\"A\",\"datasource\":{\"type\":\"tempo\",\"uid\":\""
            + uid
            + "\"},\"queryType\":\"traceql\",\"query\":\"TRACE\"}],"
            + "\"range\":{\"from\":\"now-1h\",\"to\":\"now\"}}}";
    return URLEncoder.encode(json, StandardCharsets.UTF_8).replace("TRACE", "{traceId}");
  }

  private static String checked(String address, String told) {
    try {
      URI uri = new URI(address);
      boolean isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!isWeb || uri.getHost() == null) {
        throw new IllegalArgumentException("is not an http or https address: '" + told + "'");
      }
      if (uri.getRawUserInfo() != null) {
        throw new IllegalArgumentException("has a password in it, which reports would show");
      }
      return address;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "is not an address (" + e.getReason() + ", percent-encode it): '" + told + "'", e);
    }
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return template.isEmpty();
  }

  /** Where the last span of a side is shown; empty if nobody said where. */
  String of(Side side) {
    return of(side.traceId(), side.spanIds().get(side.spanIds().size() - 1));
  }

  /** Where a span is shown; empty if nobody said where. */
  public String of(TraceId trace, SpanId span) {
    return template.replace("{traceId}", trace.toString()).replace("{spanId}", span.toString());
  }
}
