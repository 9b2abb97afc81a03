package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Read;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.finding.Scope;
import java.util.SortedSet;
import java.util.regex.Pattern;

/** What a look at a predicate was for, as far as its statement and its answer tell. */
final class Looks {

  private static final Pattern COUNTS =
      Pattern.compile("\\b(count|sum|max|min|avg|exists)\\s*\\(", Pattern.CASE_INSENSITIVE);

  private static final Pattern WANTS_ONE =
      Pattern.compile(
          "\\b(limit \\?|limit 1\\b|fetch (first|next)|top \\(?[?1])", Pattern.CASE_INSENSITIVE);

  /** What is meant to be there once, by its name. */
  private static final Pattern MEANT_ONCE =
      Pattern.compile(
          "(.*_)?(e?mail|username|user_name|login|name|code|slug|sku|number|no|nr|phone|token|hash"
              + "|key|iban|isbn|seat|slot|reference|ref|uuid|guid|path|url)");

  private Looks() {}

  static boolean isTotal(Read look) {
    return COUNTS.matcher(look.site().statement()).find();
  }

  /** Whether it is known to have found nothing. */
  static boolean foundNothing(Read look) {
    return "0".equals(look.seen().value()) && !isTotal(look);
  }

  /**
   * Whether what was looked at is plainly decided upon: a total, the absence of what is meant to be
   * there once. A list of what belongs to someone may be read for many reasons.
   */
  static boolean decides(Read look) {
    String rows = look.seen().value();
    if (isTotal(look)) {
      return true;
    }
    if (rows != null && !rows.equals("0")) {
      return false;
    }
    SortedSet<String> columns = Decision.columns(look);
    return columns.size() > 1
        || columns.stream().anyMatch(column -> MEANT_ONCE.matcher(column).matches())
        || WANTS_ONE.matcher(look.site().statement()).find();
  }

  /** Whether an isolation level could have an eye on both. */
  static Scope scope(Access first, Access second) {
    Boundary one = first.site().unit().boundary();
    Boundary other = second.site().unit().boundary();
    if (first.site().spanId().equals(second.site().spanId())
        || first.site().unit().isTransactionOf(second.site().unit())) {
      return Scope.LEVEL_BASED;
    }
    boolean apart = !first.site().sameExecution(second.site());
    return !apart && (one == Boundary.UNKNOWN || other == Boundary.UNKNOWN)
        ? Scope.UNKNOWN
        : Scope.SCOPE_BASED;
  }

  /** What a look did, for a line of the story. */
  static String action(Read look) {
    return isTotal(look) ? "READ  total" : foundNothing(look) ? "READ  none" : "READ";
  }
}
