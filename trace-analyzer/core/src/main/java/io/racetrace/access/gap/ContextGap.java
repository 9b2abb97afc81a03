package io.racetrace.access.gap;

/** What is missing around an access whose record is known. */
public enum ContextGap implements Gap {
  /**
   * The service shows no transaction ends, so nobody knows whether and when a write took effect.
   */
  UNKNOWN_UNIT(
      "no span shows where transactions end",
      "let the instrumentation write spans for COMMIT and ROLLBACK"),
  /** Statements of one execution overlap, and their spans don't tell the threads apart. */
  PARALLEL_STATEMENTS(
      "statements of one execution overlap and no span tells its thread",
      "record thread.id on spans"),
  /** A checked write may have changed no row, and the span does not count them. */
  UNKNOWN_ROWS(
      "a checked write does not tell whether it changed a row",
      "set racetrace.rows.affected on the span of the write"),
  /** A span on the way to the root is missing. */
  CUT_OFF(
      "a span on the way to the trace's root is missing",
      "export every span of a trace: callers without spans, dropped spans, a window too short"),
  /** A consumer of messages with neither a parent nor a link. */
  NO_CAUSE(
      "a consumer has neither a parent nor a link to what sent the message",
      "send the trace context along in the message's headers, and take it up at the consumer");

  private final String why;
  private final String openedBy;

  ContextGap(String why, String openedBy) {
    this.why = why;
    this.openedBy = openedBy;
  }

  @Override
  public String why() {
    return why;
  }

  @Override
  public String openedBy() {
    return openedBy;
  }
}
