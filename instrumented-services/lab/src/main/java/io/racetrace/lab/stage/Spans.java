package io.racetrace.lab.stage;

/** Who makes the spans of the services' requests, statements, commands and calls. */
public enum Spans {
  /** OpenTelemetry's instrumentation libraries, inside the services. */
  BY_LIBRARIES,

  /** The stock Java agent with racetrace's extension; the services do nothing for it. */
  BY_AGENT
}
