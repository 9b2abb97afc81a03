package io.racetrace.access;

import io.racetrace.trace.Span;
import io.racetrace.trace.SpanStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A span that ends a transaction. */
record BoundarySpan(Span span, boolean commits) {

  /** The boundary that this span is; null if it is none. */
  static @Nullable BoundarySpan of(Span span) {
    if (!DatabaseSpan.isSql(span)) {
      return null;
    }
    String text = DatabaseSpan.text(span).strip().toUpperCase(Locale.ROOT);
    String operation = DatabaseSpan.operation(span);
    String name = span.name().toUpperCase(Locale.ROOT);
    String word = !text.isEmpty() ? text : !operation.isEmpty() ? operation : name;
    if (word.equals("COMMIT") || word.startsWith("COMMIT ")) {
      return new BoundarySpan(span, true);
    }
    // ROLLBACK TO SAVEPOINT undoes a part and ends nothing.
    boolean rollsBack =
        word.equals("ROLLBACK") || word.startsWith("ROLLBACK ") && !word.contains(" TO ");
    return rollsBack ? new BoundarySpan(span, false) : null;
  }

  boolean took() {
    return commits && span.status() != SpanStatus.ERROR;
  }
}
