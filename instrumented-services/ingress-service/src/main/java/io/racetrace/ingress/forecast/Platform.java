package io.racetrace.ingress.forecast;

import io.racetrace.servicebase.telemetry.Instrumentation;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** The external platform, of which each call costs seconds and money. */
@Component
class Platform {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final URI address;
  private final HttpClient http;

  Platform(@Value("${ingress.platform-url}") URI address, Instrumentation instrumentation) {
    this.address = address;
    this.http =
        instrumentation.calls(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build());
  }

  /**
   * Asks for a forecast.
   *
   * @throws ResponseStatusException with 502 where the platform gave none
   */
  String forecast(Query query) {
    URI uri =
        address.resolve("/forecast?region=" + encoded(query.region()) + "&day=" + query.day());
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new ResponseStatusException(
            HttpStatus.BAD_GATEWAY, "the platform answered " + answer.statusCode());
      }
      return answer.body();
    } catch (IOException failure) {
      throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "the platform is gone", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "interrupted", interrupted);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
