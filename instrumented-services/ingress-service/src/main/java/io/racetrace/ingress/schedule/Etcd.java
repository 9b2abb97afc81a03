package io.racetrace.ingress.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** The few things that a leader wants of etcd, by the JSON form of its API. */
final class Etcd {
  private final RestClient http;

  /**
   * @param url like {@code http://127.0.0.1:2379}
   */
  Etcd(String url) {
    http = RestClient.create(url);
  }

  /** A new lease's number. */
  long grant(Duration time) {
    return number(ask("/v3/lease/grant", Map.of("TTL", time.toSeconds())).get("ID"));
  }

  /** Begins a lease's time anew; false where it is over. */
  boolean keepAlive(long lease) {
    // A stream of answers, of which the first is all there is.
    Map<?, ?> answer = ask("/v3/lease/keepalive", Map.of("ID", lease));
    return answer.get("result") instanceof Map<?, ?> result && number(result.get("TTL")) > 0;
  }

  void revoke(long lease) {
    ask("/v3/lease/revoke", Map.of("ID", lease));
  }

  /**
   * Makes a key that goes away with a lease, if it is not there.
   *
   * @return the store's revision in which it was made
   */
  OptionalLong create(String key, long lease) {
    String encoded = Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    Map<?, ?> answer =
        ask(
            "/v3/kv/txn",
            Map.of(
                "compare",
                List.of(Map.of("key", encoded, "target", "CREATE", "create_revision", 0)),
                "success",
                List.of(Map.of("request_put", Map.of("key", encoded, "lease", lease)))));
    return Boolean.TRUE.equals(answer.get("succeeded"))
            && answer.get("header") instanceof Map<?, ?> header
        ? OptionalLong.of(number(header.get("revision")))
        : OptionalLong.empty();
  }

  private Map<?, ?> ask(String path, Map<String, ?> request) {
    Map<?, ?> answer =
        http.post()
            .uri(path)
            .contentType(MediaType.APPLICATION_JSON)
            .body(request)
            .retrieve()
            .body(Map.class);
    if (answer == null) {
      throw new IllegalStateException("etcd answered nothing to " + path);
    }
    return answer;
  }

  // Numbers of 64 bits come as text there, and those that are 0 not at all.
  private static long number(@Nullable Object value) {
    return value == null ? 0 : Long.parseLong(value.toString());
  }
}
