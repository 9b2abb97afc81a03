package io.racetrace.access;

import io.racetrace.trace.SpanId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a service's own work for someone else began.
 *
 * @param operation low-cardinality name, such as {@code POST /orders} or {@code process orders}
 * @param spanId the span that it began with; one execution of the entry point
 * @param branch the span below it that a thread of its own began with, beside another such thread;
 *     null for all other work
 */
public record EntryPoint(
    String service, String operation, Path path, SpanId spanId, @Nullable SpanId branch) {

  public EntryPoint(String service, String operation, Path path, SpanId spanId) {
    this(service, operation, path, spanId, null);
  }

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
