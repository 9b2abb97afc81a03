package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Read;
import io.racetrace.access.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tells attempts that a version check refused from writes that took effect, where nobody recorded
 * the number of rows: a caller that reads the record again and writes again with a check did so
 * because the check before hit no row.
 */
final class Retries {

  private Retries() {}

  /**
   * @param rowsUnknown those of the accesses of which nobody recorded whether they changed a row;
   *     looked up by identity
   */
  static List<Access> withRejectedAttempts(List<Access> accesses, Set<Access> rowsUnknown) {
    List<Access> sorted = new ArrayList<>(accesses);
    sorted.sort(Retries::compare);
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.get(i) instanceof Write write
          && rowsUnknown.contains(write)
          && isAttempt(write)
          && isRepeated(sorted, i)) {
        sorted.set(i, write.rejected(Guard.VERSION_PREDICATE));
      }
    }
    return sorted;
  }

  private static int compare(Access one, Access other) {
    int byTime = one.interval().compareTo(other.interval());
    return byTime != 0 ? byTime : Access.CANONICAL.compare(one, other);
  }

  private static boolean isAttempt(Write write) {
    return write.outcome().mayHaveTakenEffect() && write.guards().contains(Guard.VERSION_PREDICATE);
  }

  private static boolean isRepeated(List<Access> sorted, int attempt) {
    Access first = sorted.get(attempt);
    boolean readAgain = false;
    for (Access later : sorted.subList(attempt + 1, sorted.size())) {
      if (!later.record().equals(first.record()) || !later.site().sameExecution(first.site())) {
        continue;
      }
      if (later instanceof Read) {
        readAgain = true;
      } else if (later instanceof Write write) {
        return readAgain
            && write.guards().contains(Guard.VERSION_PREDICATE)
            && write.site().statement().equals(first.site().statement());
      }
    }
    return false;
  }
}
