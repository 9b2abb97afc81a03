package io.racetrace.sources.jaeger;

import static io.racetrace.sources.http.RetryingHttp.encoded;

import io.racetrace.sources.backend.Found;
import io.racetrace.sources.backend.Search;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.http.RetryingHttp;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The interface that Jaeger's user interface had before; its times are in microseconds. */
final class JaegerLegacy implements JaegerInterface {

  private final RetryingHttp http;

  JaegerLegacy(RetryingHttp http) {
    this.http = http;
  }

  @Override
  public String words() {
    return "its old interface /api/traces, which rounds times to microseconds";
  }

  @Override
  public String servicesPath() {
    return "/api/services";
  }

  @Override
  public Found search(Search search, Path into) throws IOException {
    String path =
        "/api/traces?service="
            + encoded(String.valueOf(search.service()))
            + "&start="
            + micros(search.from())
            + "&end="
            // Rounded up: a span within the last microsecond belongs to the window.
            + micros(search.to().plusNanos(999))
            + "&limit="
            + search.depth()
            + "&raw=true";
    if (!search.tags().isEmpty()) {
      path += "&tags=" + encoded(TagsJson.of(search.tags()));
    }
    return JaegerInterface.found(http.get(path, into));
  }

  @Override
  public Found trace(TraceId id, Path into) throws IOException {
    return JaegerInterface.found(http.get("/api/traces/" + id + "?raw=true", into));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  @Override
  public SpanDecoder decoder() {
    return new JaegerJsonDecoder();
  }

  @Override
  public boolean answersInOtlp() {
    return false;
  }
}
