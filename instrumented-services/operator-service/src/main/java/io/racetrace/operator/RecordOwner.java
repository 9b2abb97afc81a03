package io.racetrace.operator;

import io.racetrace.healthrecord.HealthChange;
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
import tools.jackson.databind.json.JsonMapper;

/** The service that owns the health record, asked over HTTP; the trace goes on there. */
@Component
class RecordOwner {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI ingress;
  private final HttpClient http;
  private final JsonMapper json;

  RecordOwner(
      @Value("${operator.ingress-url}") URI ingress,
      JsonMapper json,
      Instrumentation instrumentation) {
    this.ingress = ingress;
    this.json = json;
    // HTTP/1.1: an upgrade to HTTP/2 would be asked for on each new connection, and refused.
    this.http =
        instrumentation.calls(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build());
  }

  /**
   * @throws ResponseStatusException with 404 where there is no such device, with 502 where the
   *     owner did not make the change
   */
  void change(String deviceId, HealthChange change) {
    URI uri =
        ingress.resolve(
            "/devices/" + URLEncoder.encode(deviceId, StandardCharsets.UTF_8) + "/changes");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(change)))
            .build();
    int status;
    try {
      status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException failure) {
      throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "the owner is gone", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "interrupted", interrupted);
    }
    if (status == HttpStatus.NOT_FOUND.value()) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no device " + deviceId);
    }
    if (status >= 300) {
      throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "the owner answered " + status);
    }
  }
}
