package io.racetrace.report;

import io.racetrace.advise.Advice;
import java.util.List;
import java.util.function.Predicate;

/**
 * Advice for each record type that is contended, and the report that it rests on.
 *
 * @param advice in the order of the record types
 */
public record Advisory(List<Advice> advice, Report report) {

  /** Copies the list. */
  public Advisory {
    advice = List.copyOf(advice);
  }

  /** The same, of some record types only. */
  public Advisory only(Predicate<String> recordType) {
    return new Advisory(
        advice.stream().filter(each -> recordType.test(each.measured().recordType())).toList(),
        report);
  }
}
