package io.racetrace.sources.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.racetrace.sources.RealZipkin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ITRealZipkin {

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void a_span_that_was_posted_can_be_got_back() throws Exception {
    try (RealZipkin zipkin = RealZipkin.start(folder)) {
      HttpRequest post =
          HttpRequest.newBuilder(zipkin.address.resolve("/api/v2/spans"))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      """
                      [{"traceId":"5b8efff798038103d269b633813fc60c","id":"eee19b7ec3c1b174",\
                      "kind":"CLIENT","name":"update orders","timestamp":1767225600000001,\
                      "duration":2,"localEndpoint":{"serviceName":"order"},\
                      "tags":{"racetrace.record.key":"42"}}]"""))
              .build();
      assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(202);

      URI trace = zipkin.address.resolve("/api/v2/trace/5b8efff798038103d269b633813fc60c");
      await().atMost(Duration.ofSeconds(30)).until(() -> get(trace).contains("\"id\":"));
      assertThat(get(trace))
          .contains("\"id\":\"eee19b7ec3c1b174\"", "\"racetrace.record.key\":\"42\"");
    }
  }

  private String get(URI address) throws Exception {
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
  }
}
