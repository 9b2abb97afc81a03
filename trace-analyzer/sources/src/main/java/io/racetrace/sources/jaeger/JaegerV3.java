package io.racetrace.sources.jaeger;

import static io.racetrace.sources.http.RetryingHttp.encoded;

import io.racetrace.sources.backend.Found;
import io.racetrace.sources.backend.Search;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.http.RetryingHttp;
import io.racetrace.sources.otlp.OtlpJsonDecoder;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Version 3 of the HTTP interface.
 *
 * <p>Parameters are spelled as every version since 1.62 understands them; newer spellings exist
 * since 2.19 only.
 */
final class JaegerV3 implements JaegerInterface {

  private final RetryingHttp http;

  JaegerV3(RetryingHttp http) {
    this.http = http;
  }

  @Override
  public String words() {
    return "its interface /api/v3";
  }

  @Override
  public String servicesPath() {
    return "/api/v3/services";
  }

  @Override
  public Found search(Search search, Path into) throws IOException {
    String path =
        "/api/v3/traces?query.service_name="
            + encoded(String.valueOf(search.service()))
            + "&query.start_time_min="
            + encoded(search.from().toString())
            + "&query.start_time_max="
            + encoded(search.to().toString())
            + "&query.num_traces="
            + search.depth()
            + "&query.raw_traces=true";
    if (!search.tags().isEmpty()) {
      // Understood since 2.19, passed over before.
      path += "&query.attributes=" + encoded(TagsJson.of(search.tags()));
    }
    return JaegerInterface.found(http.get(path, into));
  }

  @Override
  public Found trace(TraceId id, Path into) throws IOException {
    // Each of the two spellings is the only one that some versions know.
    return JaegerInterface.found(
        http.get("/api/v3/traces/" + id + "?raw_traces=true&rawTraces=true", into));
  }

  @Override
  public SpanDecoder decoder() {
    return new OtlpJsonDecoder();
  }

  @Override
  public boolean answersInOtlp() {
    return true;
  }
}
