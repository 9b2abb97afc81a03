package io.racetrace.sources.decode;

import io.racetrace.trace.Sampling;
import io.racetrace.trace.SpanStatus;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a format has nothing but tags, OpenTelemetry's exporters put the other fields of a span
 * there. Taken back, so that a span is the same whichever way it came; the scope's name stays.
 */
public final class FlatTags {

  private static final String ERROR = "error";

  private static final Set<String> FIELDS =
      Set.of(
          "otel.status_code",
          "otel.status_description",
          "otel.scope.version",
          "otel.library.name",
          "otel.library.version");

  private FlatTags() {}

  /** The outcome that the tags tell; removes what stood for it and for other fields. */
  public static SpanStatus takeStatus(Map<String, String> tags) {
    @Nullable String code = tags.get("otel.status_code");
    @Nullable String error = tags.get(ERROR);
    String library = tags.get("otel.library.name");
    if (library != null) {
      tags.putIfAbsent(Provenance.SCOPE, library);
    }
    tags.remove(Provenance.SCOPE, "");
    tags.remove(Sampling.TRACE_STATE, "");
    tags.keySet().removeAll(FIELDS);
    if (error != null && !isFlag(error)) {
      // What the older tracers, and OpenTelemetry's exporter to Zipkin, have for an exception.
      tags.putIfAbsent("exception.message", error);
    }
    if (code == null) {
      return error == null || error.equals("false") ? SpanStatus.UNSET : SpanStatus.ERROR;
    }
    if (code.equals("ERROR")) {
      // A flag, or an empty description: no more than the status itself.
      tags.remove(ERROR, "true");
      tags.remove(ERROR, "");
      return SpanStatus.ERROR;
    }
    return code.equals("OK") ? SpanStatus.OK : SpanStatus.UNSET;
  }

  private static boolean isFlag(String error) {
    return error.isEmpty() || error.equals("true") || error.equals("false");
  }
}
