package io.racetrace.referral;

import io.racetrace.loyaltyaccount.OwnedAccounts.Account;
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

/** The order service, asked over HTTP; the trace goes on there. */
@Component
class OrderServiceClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI orders;
  private final HttpClient http;
  private final JsonMapper json;

  OrderServiceClient(
      @Value("${referral.order-url}") URI orders,
      JsonMapper json,
      Instrumentation instrumentation) {
    this.orders = orders;
    this.json = json;
    // HTTP/1.1: an upgrade to HTTP/2 would be asked for on each new connection, and refused.
    this.http =
        instrumentation.calls(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build());
  }

  /** Reads an account, with its version. */
  Account account(String accountId) {
    return json.readValue(
        answered(send(request("/accounts/" + encoded(accountId)).GET())), Account.class);
  }

  /**
   * Has a balance written.
   *
   * @return false where the account changed since the version that it was computed from
   */
  boolean write(String accountId, Account computed) {
    HttpResponse<String> answer =
        send(
            request("/accounts/" + encoded(accountId))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(computed))));
    if (answer.statusCode() == HttpStatus.PRECONDITION_FAILED.value()) {
      return false;
    }
    answered(answer);
    return true;
  }

  /** Whether the customer has paid for anything; that takes its time. */
  boolean hasPaid(String accountId) {
    return Boolean.parseBoolean(
        answered(send(request("/orders/" + encoded(accountId) + "/paid").GET())));
  }

  private static String encoded(String accountId) {
    return URLEncoder.encode(accountId, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(orders.resolve(path)).timeout(PATIENCE);
  }

  private static String answered(HttpResponse<String> answer) {
    if (answer.statusCode() == HttpStatus.NOT_FOUND.value()) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no such account");
    }
    if (answer.statusCode() >= 300) {
      throw new ResponseStatusException(
          HttpStatus.BAD_GATEWAY, "the order service answered " + answer.statusCode());
    }
    return answer.body();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new ResponseStatusException(
          HttpStatus.BAD_GATEWAY, "the order service is gone", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "interrupted", interrupted);
    }
  }
}
