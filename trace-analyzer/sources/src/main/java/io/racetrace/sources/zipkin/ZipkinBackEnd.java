package io.racetrace.sources.zipkin;

import static io.racetrace.sources.http.RetryingHttp.encoded;

import io.racetrace.sources.backend.BackEnd;
import io.racetrace.sources.backend.Found;
import io.racetrace.sources.backend.Search;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.http.Answer;
import io.racetrace.sources.http.HttpAddress;
import io.racetrace.sources.http.RetryingHttp;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Zipkin, by version 2 of its HTTP interface. Windows of its searches are in milliseconds. */
final class ZipkinBackEnd implements BackEnd {

  private static final String NOT_ZIPKIN =
      "this does not look like Zipkin; give its address with the base path, such as"
          + " http://localhost:9411";

  private final HttpAddress address;
  private final RetryingHttp http;

  ZipkinBackEnd(HttpAddress address, RetryingHttp http) {
    this.address = address;
    this.http = http;
  }

  @Override
  public String address() {
    return address.toString();
  }

  @Override
  public List<String> services(Instant from, Instant to) throws IOException {
    Path file = Files.createTempFile("racetrace-", ".json");
    file.toFile().deleteOnExit();
    try {
      Answer answer = http.get("/api/v2/services", file);
      if (!answer.isGood()) {
        throw answer.refused(NOT_ZIPKIN);
      }
      return answer.names();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public List<String> notes() {
    return http.warning().stream().toList();
  }

  @Override
  public boolean searchesByService() {
    return true;
  }

  @Override
  public Duration shortestWindow() {
    return Duration.ofMillis(1);
  }

  @Override
  public Found search(Search search, Path into) throws IOException {
    // Rounded outwards: a trace within the last millisecond belongs to the window.
    long start = search.from().toEpochMilli();
    long end = search.to().plusNanos(999_999).toEpochMilli();
    String path =
        "/api/v2/traces?serviceName="
            + encoded(String.valueOf(search.service()))
            + "&endTs="
            + end
            + "&lookback="
            + Math.max(1, end - start)
            + "&limit="
            + search.depth();
    if (!search.tags().isEmpty() && search.tags().entrySet().stream().allMatch(this::canBeAsked)) {
      path +=
          "&annotationQuery="
              + encoded(
                  new TreeMap<>(search.tags())
                      .entrySet().stream()
                          .map(tag -> tag.getKey() + "=" + tag.getValue())
                          .collect(Collectors.joining(" and ")));
    }
    return found(http.get(path, into));
  }

  /** The query has words of its own and no quotes; a status is no tag there. */
  private boolean canBeAsked(Map.Entry<String, String> tag) {
    String text = tag.getKey() + " " + tag.getValue();
    return !text.contains(" and ") && !text.contains("=") && !tag.getKey().equals("error");
  }

  @Override
  public Found trace(TraceId id, Path into) throws IOException {
    Answer answer = http.get("/api/v2/trace/" + hex(id), into);
    return answer.status() == 404 ? Found.NOTHING : found(answer);
  }

  /** The id as Zipkin knows it: ids of 64 bits have 16 digits there. */
  private static String hex(TraceId id) {
    return id.high() == 0 ? id.toString().substring(16) : id.toString();
  }

  private static Found found(Answer answer) throws IOException {
    if (!answer.isGood()) {
      throw answer.refused(NOT_ZIPKIN);
    }
    return Found.ANSWER;
  }

  @Override
  public SpanDecoder decoder() {
    return new ZipkinJsonDecoder();
  }

  @Override
  public boolean answersInOtlp() {
    return false;
  }
}
