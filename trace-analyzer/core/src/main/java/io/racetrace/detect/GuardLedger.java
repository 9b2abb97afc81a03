package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.RecordType;
import io.racetrace.finding.GuardState;
import io.racetrace.finding.GuardState.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which guards each side had, lacked, or may have had where nobody can see it. */
final class GuardLedger {

  private static final List<Guard> IN_THE_STATEMENT =
      List.of(Guard.VERSION_PREDICATE, Guard.ROW_LOCK, Guard.ATOMIC_STATEMENT);

  private GuardLedger() {}

  static List<GuardState> of(Access a, Access b) {
    List<GuardState> ledger = new ArrayList<>();
    for (Guard guard : IN_THE_STATEMENT) {
      ledger.add(line(guard, "A", a));
      ledger.add(line(guard, "B", b));
    }
    for (Guard guard : List.of(Guard.LEASE, Guard.ISOLATION)) {
      ledger.add(unseen(guard, "A", a));
      ledger.add(unseen(guard, "B", b));
    }
    return ledger;
  }

  private static GuardState line(Guard guard, String side, Access write) {
    if (write.guards().contains(guard)) {
      return new GuardState(guard, side, State.PRESENT, "");
    }
    return write.site().statement().isEmpty()
        ? new GuardState(
            guard, side, State.NOT_OBSERVABLE, "spans of the store's client (db.query.text)")
        : new GuardState(guard, side, State.ABSENT, "");
  }

  private static GuardState unseen(Guard guard, String side, Access write) {
    if (write.guards().contains(guard)) {
      return new GuardState(guard, side, State.PRESENT, "");
    }
    String settledBy =
        guard == Guard.LEASE
            ? "racetrace.guard=lease on the access"
            : "racetrace.guard=isolation on the access" + assumed(write.record().type());
    return new GuardState(guard, side, State.NOT_OBSERVABLE, settledBy);
  }

  private static String assumed(RecordType type) {
    return switch (type.store().system().toLowerCase(Locale.ROOT)) {
      case "postgresql" -> "; assumed read committed, the default";
      case "mysql", "mariadb" -> "; assumed repeatable read, the default, which loses updates";
      default -> "";
    };
  }
}
