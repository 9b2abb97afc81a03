package io.racetrace.access.work;

import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.touch.Touch;
import io.racetrace.access.work.TraceAccesses.Refused;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What guards refused and no write tells of: a read that would have locked its rows, or that came
 * too late for its level, so that its write never ran; a change of rows that can't be told apart.
 */
final class UntoldRefusals {

  private UntoldRefusals() {}

  /** One for each statement that was refused, and whose keyed writes don't say so already. */
  static List<Refused> of(List<SpanTouch> touches, Transactions transactions) {
    if (!mayBeRefused(touches, transactions)) {
      return List.of();
    }
    Set<SpanId> told = new HashSet<>();
    for (SpanTouch at : touches) {
      Touch touch = at.touch();
      // Inserts without a key are counted where they are gathered by cause.
      if (touch.operation().isWrite()
          && (touch.key() != null || touch.operation() == Operation.INSERT)) {
        told.add(at.span().spanId());
      }
    }
    List<Refused> refusals = new ArrayList<>();
    for (SpanTouch at : touches) {
      Guard guard = guard(at, transactions);
      if (guard != null && told.add(at.span().spanId())) {
        refusals.add(new Refused(at.touch().type(), guard));
      }
    }
    return refusals;
  }

  private static boolean mayBeRefused(List<SpanTouch> touches, Transactions transactions) {
    for (SpanTouch at : touches) {
      if (guard(at, transactions) != null) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Guard guard(SpanTouch at, Transactions transactions) {
    if (at.span().status() == SpanStatus.ERROR) {
      return Refusal.guard(at.span());
    }
    if (!at.touch().operation().isWrite()) {
      return null;
    }
    Span end = transactions.place(at.span()).refused();
    return end == null ? null : Refusal.guard(end);
  }
}
