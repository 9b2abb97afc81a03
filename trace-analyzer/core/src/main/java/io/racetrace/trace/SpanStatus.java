package io.racetrace.trace;

/** What the instrumentation says of the outcome; the order is that of OTLP's enum, from 0. */
public enum SpanStatus {
  UNSET,
  OK,
  ERROR
}
