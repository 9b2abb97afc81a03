package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.Outcome;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Store;
import io.racetrace.access.Write;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tells refusals that nobody noticed: a check of the version hit no row, the caller neither looked
 * at the record again nor took anything back, and answered that all was well.
 */
final class Answers {

  private static final String[] HTTP = {"http.response.status_code", "http.status_code"};
  private static final Set<String> ATTRIBUTES = Set.of(HTTP);

  private Answers() {}

  static boolean uses(String attribute) {
    return ATTRIBUTES.contains(attribute);
  }

  /** Whether an execution said that it had done its work, and nothing on the way to it failed. */
  static boolean isSuccess(TraceTree tree, Span entry, Span statement) {
    if (tree.torn() > 0) {
      // What it did about the refusal may be in the spans that are missing.
      return false;
    }
    for (Span span : tree.path(statement)) {
      if (span.status() == SpanStatus.ERROR) {
        return false;
      }
    }
    String status = entry.firstAttribute(HTTP);
    return entry.kind() == SpanKind.CONSUMER
        || entry.kind() == SpanKind.SERVER && status != null && status.matches("2\\d\\d");
  }

  /**
   * @param accesses of one trace; those of the ignored ones after which their execution left the
   *     record alone are marked
   * @param answered writes whose execution went on to success although a check refused them, or may
   *     have; by identity
   */
  static List<Access> withUnnoticed(List<Access> accesses, Set<Access> answered) {
    List<Access> result = new ArrayList<>(accesses.size());
    for (Access access : accesses) {
      boolean unnoticed = answered.contains(access) && !isLookedAtAgain(access, accesses);
      result.add(unnoticed && access instanceof Write write ? marked(write) : access);
    }
    return result;
  }

  /** Where nobody knows whether a row was hit, others may tell. */
  private static Write marked(Write write) {
    if (write.outcome() == Outcome.REJECTED) {
      return write.unnoticed();
    }
    return write.at(write.site().in(write.site().surroundings().asAnswered()));
  }

  private static boolean isLookedAtAgain(Access refused, List<Access> accesses) {
    return accesses.stream()
        .anyMatch(
            later ->
                !later.site().spanId().equals(refused.site().spanId())
                    && mayBeOne(later.record(), refused.record())
                    && later.site().sameExecution(refused.site())
                    && later.interval().end() >= refused.interval().end());
  }

  /**
   * A service may state its record where the span of the store, which tells where it is, is lost.
   */
  private static boolean mayBeOne(RecordKey one, RecordKey other) {
    return one.equals(other)
        || one.key().equals(other.key())
            && one.type().name().equals(other.type().name())
            && (isStated(one) || isStated(other));
  }

  private static boolean isStated(RecordKey record) {
    return record.type().store().system().equals(Store.STATED.system());
  }
}
