package io.racetrace.servicebase.telemetry;

/** How many spans ended in this process, so that the lab can tell whether all of them arrived. */
@FunctionalInterface
public interface SpanCount {

  /** The number of spans that ended since the start. */
  long ended();
}
