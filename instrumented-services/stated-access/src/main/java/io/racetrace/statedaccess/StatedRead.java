package io.racetrace.statedaccess;

import io.opentelemetry.api.trace.Span;

/** What a service says about a read while it happens. Every statement is optional. */
public final class StatedRead {
  private final Span span;

  StatedRead(Span span) {
    this.span = span;
  }

  /** The read is protected by these guards. */
  public StatedRead guardedBy(Guard... guards) {
    Statements.guards(span, guards);
    return this;
  }

  /** The read saw this version of the record, and this value in the stated column. */
  public StatedRead saw(long version, Object value) {
    span.setAttribute(AccessAttributes.VERSION_READ, Long.toString(version));
    return sawValue(value);
  }

  /** The read saw this value; the record has no version. */
  public StatedRead sawValue(Object value) {
    span.setAttribute(AccessAttributes.VALUE_READ, value.toString());
    return this;
  }
}
