package io.racetrace.access;

import io.racetrace.trace.SpanId;
import java.util.Locale;

/**
 * Where a service's own work for someone else began.
 *
 * @param operation low-cardinality name, such as {@code POST /orders} or {@code process orders}
 * @param spanId the span that it began with; one execution of the entry point
 */
public record EntryPoint(String service, String operation, Path path, SpanId spanId) {

  /** By which way the work arrived. */
  public enum Path {
    /** A call that somebody waits for. */
    REQUEST,
    /** A message, an event, a job. */
    EVENT,
    /** Nothing tells. */
    UNKNOWN;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
