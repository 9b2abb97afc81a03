package io.racetrace.access.work;

import io.racetrace.access.work.Lane.Match;
import io.racetrace.access.work.Transactions.Fate;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import java.util.Locale;

/**
 * An object mapper's span around the end of a transaction, as the Java agent writes it for
 * Hibernate, seen from a statement that it may hold.
 *
 * @param effect when the transaction ended
 */
record OrmSpan(Span span, Match match, Interval effect, Fate fate) {

  private static final String COMMIT = "transaction.commit";
  private static final String ROLLBACK = "transaction.rollback";

  static boolean is(Span span) {
    String name = span.name().toLowerCase(Locale.ROOT);
    return span.kind() == SpanKind.INTERNAL && (name.equals(COMMIT) || name.equals(ROLLBACK));
  }

  static boolean isRollback(Span span) {
    return span.name().equalsIgnoreCase(ROLLBACK);
  }

  long end() {
    return span.interval().end();
  }
}
