package io.racetrace.access.gap;

import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.trace.Span;

/**
 * An access whose record can't be told.
 *
 * @param statement shape of the statement, without values
 */
public record BlindSpot(
    Span span, Operation operation, RecordType type, String statement, KeyGap gap) {

  public String service() {
    return span.instance().service();
  }
}
