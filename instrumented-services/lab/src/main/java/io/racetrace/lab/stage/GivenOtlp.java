package io.racetrace.lab.stage;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * An OTLP/HTTP receiver that gets all spans too, and the metrics where it takes them.
 *
 * @param endpoint without {@code /v1/traces}
 */
public record GivenOtlp(URI endpoint) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String LIKE = "it must be like http://host:4318";

  /**
   * @throws IllegalArgumentException where it is no such address
   */
  public static GivenOtlp at(String url) {
    try {
      return new GivenOtlp(new URI(url));
    } catch (URISyntaxException noUrl) {
      throw new IllegalArgumentException(LIKE, noUrl);
    }
  }

  /**
   * @throws IllegalArgumentException where it is no such address
   */
  public GivenOtlp {
    boolean isHttp = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    if (!isHttp || endpoint.getHost() == null) {
      throw new IllegalArgumentException(LIKE);
    }
    endpoint = URI.create(endpoint.toString().replaceAll("(/v1/traces)?/*$", ""));
  }

  URI metrics() {
    return URI.create(endpoint + "/v1/metrics");
  }

  /**
   * Sends an export of nothing, before anything is started that would send more.
   *
   * @throws LabException where nobody takes spans
   */
  void check() {
    String next =
        "; it must be the address of an OTLP/HTTP receiver, port 4318 as a rule, not 4317";
    try {
      int status = export(URI.create(endpoint + "/v1/traces"));
      if (status >= 300) {
        throw new LabException(
            "--otlp: " + endpoint + " takes no spans, it answers " + status + next);
      }
    } catch (IOException failure) {
      throw new LabException(
          "--otlp: " + endpoint + " does not answer: " + why(failure) + next, failure);
    }
  }

  /** Whether it takes metrics: Jaeger, for one, does not. */
  boolean takesMetrics() {
    try {
      return export(metrics()) < 300;
    } catch (IOException failure) {
      return false;
    }
  }

  // The JDK's client gives no reason where a connection is refused.
  private static String why(IOException failure) {
    return failure.getMessage() == null ? "connection refused" : failure.getMessage();
  }

  private static int export(URI url) throws IOException {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    try {
      // A request without a field is no byte long.
      return http.send(
              HttpRequest.newBuilder(url)
                  .timeout(PATIENCE)
                  .header("Content-Type", "application/x-protobuf")
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while " + url + " was asked", interrupted);
    }
  }
}
