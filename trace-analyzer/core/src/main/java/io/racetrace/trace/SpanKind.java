package io.racetrace.trace;

/** The role of a span in a remote interaction; the order is that of OTLP's enum, from 0. */
public enum SpanKind {
  UNSPECIFIED,
  INTERNAL,
  SERVER,
  CLIENT,
  PRODUCER,
  CONSUMER;

  /** Whether a span of this kind begins a service's own work on behalf of someone else. */
  public boolean isEntry() {
    return this == SERVER || this == CONSUMER;
  }
}
