package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Columns;
import io.racetrace.access.Footprint;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.Site;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filled a key from a row that it had seen before B changed it, after B had deleted or replaced
 * the key because of that change.
 *
 * @param fill A's
 * @param seen the row, as A saw it or left it
 * @param done B's delete of the key, or its fill
 * @param changed the row, as B left it
 * @param order how B's command stands to A's, in the cache
 */
record StaleFill(
    Write fill,
    Footprint seen,
    Write done,
    Footprint changed,
    Relation order,
    Certainty certainty) {

  /** The surest one of two commands on one key, if the second can have brought back old state. */
  static @Nullable StaleFill of(Write fill, Write done, HappensBefore order) {
    boolean refused =
        fill.guards().contains(Guard.UNIQUE_CONSTRAINT) && done.operation() != Operation.DELETE;
    if (refused || fill.site().sameExecution(done.site())) {
      // Only what is absent is filled, and B left something there.
      return null;
    }
    StaleFill surest = null;
    for (Footprint seen : rows(fill).values()) {
      for (Footprint changed : rows(done).values()) {
        if (changed.written() && changed.record().equals(seen.record())) {
          StaleFill stale = of(fill, seen, done, changed, order);
          if (stale != null
              && (surest == null || stale.certainty.compareTo(surest.certainty) < 0)) {
            surest = stale;
          }
        }
      }
    }
    return surest;
  }

  /** Whether it says which rows it rests on, or which rows its execution changed. */
  static boolean isTied(Write command) {
    return !rows(command).isEmpty();
  }

  /** The last word on each row that can be told. */
  private static Map<Object, Footprint> rows(Write command) {
    Map<Object, Footprint> rows = new LinkedHashMap<>();
    for (Footprint footprint : command.site().unit().footprints()) {
      boolean isRow =
          !footprint.together()
              && !footprint.locked()
              && !footprint.isCall()
              && !footprint.record().key().isEmpty();
      if (isRow) {
        rows.put(footprint.record(), footprint);
      }
    }
    return rows;
  }

  private static @Nullable StaleFill of(
      Write fill, Footprint seen, Write done, Footprint changed, HappensBefore order) {
    String value = fill.left().value();
    if (value != null && value.equals(changed.state().value())) {
      return null;
    }
    Skew.Order read =
        Skew.missed(
            seen.state(),
            changed.state(),
            access(seen, fill.site()),
            access(changed, done.site()),
            order);
    Relation commands = order.compare(done, fill);
    boolean sawOld = read == Skew.Order.PROVEN || read == Skew.Order.BY_CLOCKS;
    if (!sawOld || commands.ordering() == Ordering.AFTER) {
      // On a hot key the next reader comes right after each delete: chance would accuse it.
      return null;
    }
    boolean proven = read == Skew.Order.PROVEN && commands.isCausal();
    Certainty certainty =
        commands.ordering() != Ordering.BEFORE
            ? Certainty.POSSIBLE
            : proven ? Certainty.PROVEN : Certainty.LIKELY;
    boolean tookEffect =
        changed.certain()
            && fill.outcome() == Outcome.COMMITTED
            && done.outcome() == Outcome.COMMITTED;
    return new StaleFill(
        fill,
        seen,
        done,
        changed,
        commands,
        tookEffect ? certainty : certainty.atMost(Certainty.POSSIBLE));
  }

  private static Access access(Footprint footprint, Site site) {
    return footprint.written()
        ? new Write(
            footprint.record(),
            footprint.interval(),
            footprint.effect(),
            site,
            Operation.UPDATE,
            Columns.UNKNOWN,
            Set.of(),
            Snapshot.UNKNOWN,
            footprint.state(),
            null,
            footprint.certain() ? Outcome.COMMITTED : Outcome.INDETERMINATE,
            null)
        : new Read(
            footprint.record(),
            footprint.interval(),
            site,
            Columns.UNKNOWN,
            Set.of(),
            footprint.state());
  }
}
