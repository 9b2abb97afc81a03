package io.racetrace.lab.stage;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A service's HTTP doors: the front one for its users, and {@code /lab} for us. */
public final class ServiceDoor {
  // Longer than the drill gate holds anybody.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String service;
  private final URI address;

  public ServiceDoor(String service, URI address) {
    this.service = service;
    this.address = address;
  }

  /**
   * Posts JSON at the front door.
   *
   * @return the HTTP status
   * @throws LabException when no answer came
   */
  public int post(String path, String json) {
    return send(request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)))
        .statusCode();
  }

  /**
   * Posts JSON at the front door, with a header.
   *
   * @throws LabException when no answer came
   */
  public Answer post(String path, String json, String header, String value) {
    return Answer.of(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(json))));
  }

  /**
   * Asks at the front door.
   *
   * @throws LabException when no answer came
   */
  public Answer get(String path) {
    return Answer.of(send(request(path).GET()));
  }

  /**
   * What a service answered.
   *
   * @param status of HTTP
   */
  public record Answer(int status, String body) {
    private static Answer of(HttpResponse<String> response) {
      return new Answer(response.statusCode(), response.body());
    }
  }

  public boolean isReady() {
    try {
      return HTTP.send(request("/lab/ready").GET().build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public void selectForm(String form) {
    lab(request("/lab/form").PUT(HttpRequest.BodyPublishers.ofString(form)));
  }

  /** The form that it is in. */
  public String form() {
    return lab(request("/lab/form").GET());
  }

  public void armGate(String recordKey) {
    lab(gate(recordKey).PUT(HttpRequest.BodyPublishers.noBody()));
  }

  /** Whether a request waits at the gate with this record. */
  public boolean gateHolds(String recordKey) {
    return Boolean.parseBoolean(lab(gate(recordKey).GET()));
  }

  public void releaseGate(String recordKey) {
    lab(gate(recordKey).DELETE());
  }

  /** Events that were accepted, and are neither processed nor given up yet. */
  public long openEvents() {
    return Long.parseLong(lab(request("/lab/events/open").GET()));
  }

  /** Events that were given up. */
  public long deadEvents() {
    return Long.parseLong(lab(request("/lab/events/dead").GET()));
  }

  /** Makes a scheduler stand in line for leadership. */
  public void joinLeadership() {
    lab(request("/lab/leadership").PUT(HttpRequest.BodyPublishers.noBody()));
  }

  /** Whether a scheduler believes that it leads. */
  public boolean leads() {
    return Boolean.parseBoolean(lab(request("/lab/leadership").GET()));
  }

  /** Makes a scheduler leave the line. */
  public void resign() {
    lab(request("/lab/leadership").DELETE());
  }

  /** Events that are being handled in this service right now, whoever published them. */
  public long busyEvents() {
    return Long.parseLong(lab(request("/lab/events/busy").GET()));
  }

  /** How often somebody had to wait for a lease. */
  public long lockWaits() {
    return metric("racetrace.lock.waits");
  }

  /** How often a guarded write was refused. */
  public long conflicts() {
    return metric("racetrace.conflicts");
  }

  /** The service does not acknowledge as many events, the next ones that it is done with. */
  public void loseAcknowledgements(int count) {
    lab(
        request("/lab/events/lost-acknowledgements")
            .POST(HttpRequest.BodyPublishers.ofString(Integer.toString(count))));
  }

  /** Whether the rows are up to their counters in Redis. */
  public boolean countersSynced() {
    return Boolean.parseBoolean(lab(request("/lab/counters/synced").GET()));
  }

  /** The sum of a counter since the service's start; 0 where nothing was counted yet. */
  public long metric(String name) {
    return lab(request("/lab/metrics").GET())
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .sum();
  }

  /** Spans that ended in this service since its start. */
  public long spans() {
    return Long.parseLong(lab(request("/lab/spans").GET()));
  }

  private HttpRequest.Builder gate(String recordKey) {
    return request("/lab/gate/" + URLEncoder.encode(recordKey, StandardCharsets.UTF_8));
  }

  private String lab(HttpRequest.Builder request) {
    HttpResponse<String> answer = send(request);
    if (answer.statusCode() >= 300) {
      throw new LabException(
          service
              + " answered "
              + answer.statusCode()
              + " to "
              + answer.request().uri().getPath()
              + ": "
              + answer.body());
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new LabException(service + " does not answer: " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while " + service + " was asked", interrupted);
    }
  }
}
