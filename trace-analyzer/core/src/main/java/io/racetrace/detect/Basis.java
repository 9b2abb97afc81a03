package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.HeldLock;
import io.racetrace.finding.GuardState;
import io.racetrace.finding.GuardState.State;
import io.racetrace.history.HeldThroughout;
import io.racetrace.history.ReadModifyWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a write rests on, and which locks held that until the write took effect.
 *
 * @param look null where nothing was looked at, or a rule does not ask
 * @param lockedLate whether the row was locked only after it had been read
 */
record Basis(@Nullable Access look, Access write, boolean lockedLate) {

  static Basis of(ReadModifyWrite change) {
    return new Basis(change.read(), change.write(), change.lockedLate());
  }

  static Basis of(Decision decision) {
    return new Basis(decision.check(), decision.act(), false);
  }

  static Basis of(Access write) {
    return new Basis(null, write, false);
  }

  boolean tookLock() {
    return !held().isEmpty() || write.guards().contains(Guard.STORE_LOCK);
  }

  private List<HeldLock> held() {
    return write.site().surroundings().held();
  }

  private HeldThroughout throughout() {
    return HeldThroughout.of(look, write);
  }

  /** The line of the ledger for locks beside the rows. */
  GuardState storeLock(String side) {
    List<HeldLock> throughout = throughout().locks();
    if (held().isEmpty()) {
      // A service may say so itself.
      State state = tookLock() ? State.PRESENT : State.ABSENT;
      return new GuardState(Guard.STORE_LOCK, side, state, "");
    }
    if (throughout.isEmpty()) {
      return new GuardState(Guard.STORE_LOCK, side, State.PARTIAL, gap());
    }
    if (lock(throughout) != null) {
      return new GuardState(Guard.STORE_LOCK, side, State.PRESENT, "");
    }
    boolean hidden = throughout.stream().anyMatch(lock -> lock.name().isEmpty());
    return new GuardState(
        Guard.STORE_LOCK,
        side,
        State.NOT_OBSERVABLE,
        hidden
            ? "the parameters of the statement that takes the lock (db.query.parameter.<n>)"
            : "the answer of the statement that tries to take the lock");
  }

  /** One that was surely obtained, and whose name is known; null if there is none. */
  private static @Nullable HeldLock lock(List<HeldLock> locks) {
    return locks.stream()
        .filter(lock -> !lock.isTried() && !lock.name().isEmpty())
        .findFirst()
        .orElse(null);
  }

  /** When it is that the lock does not hold. */
  private String gap() {
    HeldLock lock = held().get(0);
    if (lock.afterView()) {
      return "taken only when the transaction had its view of the rows";
    }
    if (lock.taken().equals(lock.released())) {
      return "taken outside of a transaction, and gone at once";
    }
    return lock.covers(write) ? "taken only after the read" : "let go before the write took effect";
  }

  /** What is to be said of the locks of two sides that did not keep each other off. */
  static List<String> because(Basis a, Basis b) {
    List<String> because = new ArrayList<>();
    String ofA = a.late();
    String ofB = b.late();
    if (!ofA.isEmpty() && ofA.equals(ofB)) {
      because.add("on both sides " + ofA);
    } else {
      addUnlessEmpty(because, "on A's side ", ofA);
      addUnlessEmpty(because, "on B's side ", ofB);
    }
    HeldThroughout heldByA = a.throughout();
    HeldThroughout heldByB = b.throughout();
    boolean isA = !heldByA.locks().isEmpty();
    boolean isB = !heldByB.locks().isEmpty();
    if (isA != isB) {
      because.add(
          (isA ? "A held " : "B held ")
              + names(isA ? heldByA : heldByB)
              + " throughout, "
              + (isA ? "B" : "A")
              + " did not: it keeps off only who takes it too");
    } else if (isA) {
      String ofOne = names(heldByA);
      because.add(
          heldByA.mayExclude(heldByB)
              ? "each held a lock that may have kept the other off: a key is not shown"
              : ofOne.equals(names(heldByB))
                  ? "both asked for " + ofOne + ", and neither was kept off"
                  : "A held " + ofOne + ", B " + names(heldByB) + ": two locks");
    }
    return because;
  }

  private static void addUnlessEmpty(List<String> because, String side, String words) {
    if (!words.isEmpty()) {
      because.add(side + words);
    }
  }

  /** What a lock did not do that was there; empty if none was, or it did. */
  private String late() {
    if (lockedLate) {
      return "the row was locked only after it had been read";
    }
    return held().isEmpty() || !throughout().locks().isEmpty()
        ? ""
        : names(new HeldThroughout(held())) + " was " + gap();
  }

  private static String names(HeldThroughout held) {
    TreeSet<String> names = new TreeSet<>();
    for (HeldLock lock : held.locks()) {
      String name = lock.name().isEmpty() ? "an advisory lock whose key is not shown" : lock.name();
      names.add(lock.isShared() ? name + " (shared)" : lock.isTried() ? name + " (tried)" : name);
    }
    return String.join(", ", names);
  }
}
