package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Read;
import io.racetrace.access.Site;
import io.racetrace.access.Snapshot;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A change of a record: a write, and the read by the same execution that it can be based on.
 *
 * @param read the last read before the write and after any earlier write of the same execution, if
 *     there are several the last one that looked at what the write sets; null if there is none in
 *     the input
 * @param lockedLate whether the row was locked only after it had been read
 */
public record ReadModifyWrite(@Nullable Read read, Write write, boolean lockedLate) {

  /**
   * @param branch null for all of the execution
   */
  private record Execution(
      TraceId trace, SpanId entry, ServiceInstance instance, @Nullable SpanId branch) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Execution execution
          && entry.equals(execution.entry)
          && trace.equals(execution.trace)
          && Objects.equals(branch, execution.branch)
          && instance.equals(execution.instance);
    }

    @Override
    public int hashCode() {
      return (entry.hashCode() * 31 + trace.hashCode()) * 31 + Objects.hashCode(branch);
    }

    static Execution of(Site site, @Nullable SpanId branch) {
      return new Execution(site.traceId(), site.entryPoint().spanId(), site.instance(), branch);
    }
  }

  /** Of an execution, what it has read since its last write, and where it first locked the row. */
  private static final class Reads {

    private final List<Read> since = new ArrayList<>();
    private @Nullable Read firstLock;

    void add(Read read) {
      since.add(read);
      if (firstLock == null && read.guards().contains(Guard.ROW_LOCK)) {
        firstLock = read;
      }
    }

    ReadModifyWrite changedBy(Write write) {
      Read read = basis(write);
      boolean late =
          read != null
              && firstLock != null
              && read.interval().end() <= firstLock.interval().start()
              && !read.guards().contains(Guard.ROW_LOCK);
      since.clear();
      return new ReadModifyWrite(read, write, late);
    }

    private @Nullable Read basis(Write write) {
      Read last = null;
      for (int i = since.size() - 1; i >= 0; i--) {
        Read read = since.get(i);
        if (read.interval().end() <= write.interval().start()) {
          if (read.columns().mayShow(write.columns())) {
            return read;
          }
          last = last == null ? read : last;
        }
      }
      return last;
    }
  }

  /** Those of {@link History#changes}. */
  static List<ReadModifyWrite> of(History history) {
    List<Access> byTime = new ArrayList<>(history.accesses());
    byTime.sort((a, b) -> a.interval().compareTo(b.interval()));
    Map<Execution, Reads> reads = new HashMap<>();
    IdentityHashMap<Write, ReadModifyWrite> found = new IdentityHashMap<>();
    for (Access access : byTime) {
      Site site = access.site();
      SpanId branch = site.entryPoint().branch();
      Execution all = Execution.of(site, null);
      Execution own = branch == null ? all : Execution.of(site, branch);
      if (access instanceof Read read) {
        add(reads, all, read);
        if (branch != null) {
          add(reads, own, read);
        }
      } else if (access instanceof Write write) {
        // A branch that has read nothing itself may have been given what others read.
        ReadModifyWrite ofAll = changed(reads.get(all), write);
        ReadModifyWrite ofBranch = branch == null ? ofAll : changed(reads.get(own), write);
        found.put(write, ofBranch.read == null ? ofAll : ofBranch);
      }
    }
    List<ReadModifyWrite> changes = new ArrayList<>();
    for (Write write : history.effectiveWrites()) {
      ReadModifyWrite change = found.get(write);
      if (change != null && write.operation() != Operation.INSERT) {
        changes.add(change);
      }
    }
    return Collections.unmodifiableList(changes);
  }

  private static void add(Map<Execution, Reads> reads, Execution execution, Read read) {
    Reads known = reads.get(execution);
    if (known == null) {
      known = new Reads();
      reads.put(execution, known);
    }
    known.add(read);
  }

  private static ReadModifyWrite changed(@Nullable Reads before, Write write) {
    return before == null ? new ReadModifyWrite(null, write, false) : before.changedBy(write);
  }

  /** The state that the write is based on, as far as the write or its read tells. */
  public Snapshot base() {
    return read == null ? write.base() : write.base().or(read.seen());
  }

  public Snapshot left() {
    return write.left();
  }

  /**
   * Whether this changes a row that goes on to be there. A row that is deleted takes its changes
   * with it, and what comes after changes nothing.
   */
  public boolean isUpdate() {
    return write.operation() == Operation.UPDATE;
  }

  /** By how much the measured column was changed; null if it was not recorded. */
  public @Nullable BigDecimal amount() {
    BigDecimal before = base().amount();
    BigDecimal after = left().amount();
    return before != null && after != null && !write.columns().isRelative()
        ? after.subtract(before)
        : write.amount();
  }

  public boolean isBasedOnRead() {
    return read != null || write.base().isKnown();
  }

  /** Whether the read may have shown what this write sets; false where nothing was read. */
  public boolean hasSeenWhatItSets() {
    return read != null && read.columns().mayShow(write.columns());
  }

  /** Whether the read may have shown what this write sets, or what the other one changes. */
  public boolean hasSeenWhatChanges(ReadModifyWrite other) {
    return hasSeenWhatItSets() || read != null && read.columns().mayShow(other.write.columns());
  }

  /**
   * Whether the store would have refused this write, had it not seen the other one. A check of the
   * version is blind to writers that leave the version as it was.
   */
  public boolean checksFor(ReadModifyWrite other) {
    return checksVersion()
        && (other.checksVersion()
            || other.left().version().isKnown()
            || other.write().columns().mayChangeVersion());
  }

  /** Whether the write names the version that it is based on. */
  public boolean checksVersion() {
    return write.guards().contains(Guard.VERSION_PREDICATE);
  }

  /** Whether no other change can come between the read and the write. */
  public boolean holdsRow() {
    return write.guards().contains(Guard.ROW_LOCK) && !lockedLate
        || hasStoreLock() && HeldThroughout.of(read, write).isOfTable();
  }

  /**
   * Whether both held a lock from read to effect that only one can hold: one beside the rows, or
   * that of another row.
   */
  public boolean excludes(ReadModifyWrite other) {
    return !Collections.disjoint(locked(), other.locked())
        || hasStoreLock()
            && other.hasStoreLock()
            && HeldThroughout.of(read, write).excludes(HeldThroughout.of(other.read, other.write));
  }

  /** The other rows that its transaction had locked before it read this one. */
  private SortedSet<String> locked() {
    SortedSet<String> locked = write.site().surroundings().locks();
    if (read == null || locked.isEmpty()) {
      return locked;
    }
    UnitOfWork reads = read.site().unit();
    UnitOfWork writes = write.site().unit();
    boolean oneUnit =
        reads.isTransactionOf(writes)
            || reads.boundary() == Boundary.UNKNOWN && writes.boundary() == Boundary.UNKNOWN;
    return oneUnit && read.site().sameExecution(write.site())
        ? read.site().surroundings().locks()
        : Collections.emptySortedSet();
  }

  /** Whether both held a lock that may be one and the same. */
  public boolean mayExclude(ReadModifyWrite other) {
    return hasStoreLock()
        && other.hasStoreLock()
        && HeldThroughout.of(read, write).mayExclude(HeldThroughout.of(other.read, other.write));
  }

  private boolean hasStoreLock() {
    return write.guards().contains(Guard.STORE_LOCK);
  }

  /**
   * Whether the read and the write are in one transaction at a level at which the store would have
   * refused the write, had another change come between.
   */
  public boolean isIsolated() {
    if (!write.guards().contains(Guard.ISOLATION)) {
      return false;
    }
    UnitOfWork writes = write.site().unit();
    UnitOfWork reads = read == null ? writes : read.site().unit();
    return reads.isTransactionOf(writes)
        || reads.boundary() == Boundary.UNKNOWN && writes.boundary() == Boundary.UNKNOWN;
  }

  /** Whether nothing was read, or the branch that wrote has read it itself. */
  private boolean isOfOneBranch() {
    SpanId branch = write.site().entryPoint().branch();
    return read == null || branch != null && branch.equals(read.site().entryPoint().branch());
  }

  /** Whether this sets columns that the other changed, without regard to what was there. */
  public boolean canDestroy(ReadModifyWrite other) {
    // A script reads and writes in one step: what it destroys, it has seen.
    boolean atomicWhole =
        !write.columns().isKnown() && write.guards().contains(Guard.ATOMIC_STATEMENT);
    return !write.site().sameExecution(other.write.site())
        && !(write.site().sameEntry(other.write.site()) && !isOfOneBranch())
        && !atomicWhole
        && write.columns().canDestroy(other.write.columns());
  }
}
