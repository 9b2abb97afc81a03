package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Version;
import io.racetrace.history.History;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The states of a record that changes were based on and left, as far as they were recorded. */
final class States {

  private static final String VALUE = "=";

  private final Map<String, Integer> makers = new HashMap<>();
  private final Set<String> first = new HashSet<>();
  private final Map<Long, BigDecimal> amountAtVersion = new HashMap<>();
  private final boolean everyChangeRecorded;

  States(History history, List<ReadModifyWrite> changes, HappensBefore order) {
    boolean allRecorded = true;
    for (ReadModifyWrite change : changes) {
      String left = left(change);
      allRecorded &= !left.isEmpty();
      makers.merge(left, 1, Integer::sum);
      remember(change.left());
      remember(change.base());
    }
    history.reads().forEach(read -> remember(read.seen()));
    everyChangeRecorded = allRecorded;
    findFirst(changes, order);
  }

  /** The states that the record may have had before the first change of the input. */
  private void findFirst(List<ReadModifyWrite> changes, HappensBefore order) {
    ReadModifyWrite earliest =
        Collections.min(changes, Comparator.comparingLong(change -> change.write().effect().end()));
    for (ReadModifyWrite change : changes) {
      Access basedAt = change.read() == null ? change.write() : change.read();
      String base = base(change);
      boolean later =
          !change.equals(earliest)
              && order.compare(earliest.write(), basedAt).ordering() == Ordering.BEFORE;
      if (base != null && !later) {
        first.add(base);
      }
    }
  }

  private void remember(Snapshot snapshot) {
    BigDecimal amount = snapshot.amount();
    if (amount != null) {
      snapshot.version().number().ifPresent(number -> amountAtVersion.put(number, amount));
    }
  }

  /**
   * By how much a change moved the measured column: from what the version held that it was based
   * on, a relative one from what the version before held. Null where that was not recorded.
   */
  @Nullable BigDecimal amount(ReadModifyWrite change) {
    BigDecimal recorded = change.amount();
    BigDecimal after = change.left().amount();
    OptionalLong version = change.left().version().number();
    if (recorded != null || after == null || version.isEmpty()) {
      return recorded;
    }
    OptionalLong base = change.base().version().number();
    boolean knowsBase = base.isPresent() && !change.write().columns().isRelative();
    BigDecimal before = amountAtVersion.get(knowsBase ? base.getAsLong() : version.getAsLong() - 1);
    return before == null ? null : after.subtract(before);
  }

  /**
   * Whether the record may have come to this state more than once, so that two changes based on it
   * need not have seen the same one. A record comes back to a value, but not to a version, save
   * where callers count versions themselves.
   */
  boolean isAmbiguous(@Nullable String state) {
    if (state == null || state.isEmpty()) {
      return true;
    }
    int made = makers.getOrDefault(state, 0);
    boolean mayComeBack = state.startsWith(VALUE);
    return made > 1 || mayComeBack && (!everyChangeRecorded || made == 1 && first.contains(state));
  }

  /** Whether both are based on one and the same state. */
  boolean shareBase(ReadModifyWrite one, ReadModifyWrite other) {
    String base = base(one);
    return !isAmbiguous(base)
        && base != null
        && base.equals(base(other))
        && !other.write().columns().isRelative();
  }

  /** The state that a change left; empty if it was not recorded. */
  static String left(ReadModifyWrite change) {
    return state(change.left());
  }

  /** The state that a change is based on; of a relative change, what it left less its amount. */
  static @Nullable String base(ReadModifyWrite change) {
    Snapshot base = change.base();
    if (base.isKnown()) {
      return state(base);
    }
    BigDecimal amount = change.write().amount();
    BigDecimal after = change.left().amount();
    return amount == null || after == null
        ? null
        : state(new Snapshot(Version.notRecorded(), after.subtract(amount).toPlainString()));
  }

  /**
   * Values where there are any: versions that callers count themselves collide with the changes.
   */
  static String state(Snapshot snapshot) {
    if (snapshot.value() != null) {
      return VALUE + snapshot.value();
    }
    return snapshot.version() instanceof Version.Known known ? "v" + known.text() : "";
  }
}
