package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Read;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * A row lock that a read takes protects the write after it, if both are in one transaction. Taken
 * in a transaction of its own it is gone before the write, and protects nothing.
 */
final class RowLocks {

  private RowLocks() {}

  /**
   * @param accesses of one trace, sorted by time
   * @param lookedUp reads by another key, each before the first write of its row
   */
  static List<Access> heldByWrites(List<Access> accesses, List<Read> lookedUp) {
    if (lookedUp.isEmpty() && !isAnyLocking(accesses)) {
      return accesses;
    }
    List<Access> result = new ArrayList<>(accesses.size());
    List<Read> locking = new ArrayList<>(lookedUp);
    locking.removeIf(read -> !read.guards().contains(Guard.ROW_LOCK));
    for (Access access : accesses) {
      if (access instanceof Read read && read.guards().contains(Guard.ROW_LOCK)) {
        locking.add(read);
      }
      boolean held =
          access instanceof Write write && locking.stream().anyMatch(read -> holds(read, write));
      result.add(held && access instanceof Write write ? write.behind(Guard.ROW_LOCK) : access);
    }
    return result;
  }

  private static boolean isAnyLocking(List<Access> accesses) {
    for (Access access : accesses) {
      if (access instanceof Read && access.guards().contains(Guard.ROW_LOCK)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(Read read, Write write) {
    UnitOfWork reads = read.site().unit();
    UnitOfWork writes = write.site().unit();
    boolean oneUnit =
        reads.isTransactionOf(writes)
            || reads.boundary() == Boundary.UNKNOWN && writes.boundary() == Boundary.UNKNOWN;
    return oneUnit
        && read.record().equals(write.record())
        && read.site().sameExecution(write.site());
  }
}
