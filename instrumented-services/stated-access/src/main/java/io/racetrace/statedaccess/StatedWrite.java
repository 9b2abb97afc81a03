package io.racetrace.statedaccess;

import io.opentelemetry.api.trace.Span;

/** What a service says about a write while it happens. Every statement is optional. */
public final class StatedWrite {
  private final Span span;

  StatedWrite(Span span) {
    this.span = span;
  }

  /** The write is protected by these guards. */
  public StatedWrite guardedBy(Guard... guards) {
    Statements.guards(span, guards);
    return this;
  }

  /**
   * The new value was computed from this version and value. A write that lets the store compute it
   * ({@code balance = balance + ?}) is based on nothing that the service saw, and leaves this out.
   */
  public StatedWrite basedOn(long version, Object value) {
    span.setAttribute(AccessAttributes.VERSION_READ, Long.toString(version));
    return basedOnValue(value);
  }

  /** The new value was computed from this version, whatever the value was then. */
  public StatedWrite basedOnVersion(long version) {
    span.setAttribute(AccessAttributes.VERSION_READ, Long.toString(version));
    return this;
  }

  /** The new value was computed from this value; the record has no version. */
  public StatedWrite basedOnValue(Object value) {
    span.setAttribute(AccessAttributes.VALUE_READ, value.toString());
    return this;
  }

  /** The write changed the record, which now has this version and value. */
  public StatedWrite left(long version, Object value) {
    span.setAttribute(AccessAttributes.VERSION_WRITTEN, Long.toString(version));
    return leftValue(value);
  }

  /** The write changed the record, which now has this value; the record has no version. */
  public StatedWrite leftValue(Object value) {
    span.setAttribute(AccessAttributes.VALUE_WRITTEN, value.toString());
    span.setAttribute(AccessAttributes.ROWS_AFFECTED, 1L);
    return this;
  }

  /** The write changed nothing: its guard did not hold any more. */
  public StatedWrite hitNoRow() {
    span.setAttribute(AccessAttributes.ROWS_AFFECTED, 0L);
    return this;
  }
}
