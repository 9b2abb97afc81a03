package io.racetrace.detect;

import io.racetrace.access.Snapshot;
import io.racetrace.access.Version;
import io.racetrace.history.ReadModifyWrite;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The states of a record that changes were based on and left, as far as they were recorded. */
final class States {

  private final Map<String, Integer> makers = new HashMap<>();

  States(List<ReadModifyWrite> changes) {
    for (ReadModifyWrite change : changes) {
      makers.merge(left(change), 1, Integer::sum);
    }
  }

  /** Whether the state was made more than once, so that two bases on it need not be the same. */
  boolean isAmbiguous(@Nullable String state) {
    return state == null || makers.getOrDefault(state, 0) > 1;
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
        : state(new Snapshot(Version.NOT_RECORDED, after.subtract(amount).toPlainString()));
  }

  /**
   * Values where there are any: versions that callers count themselves collide with the changes.
   */
  static String state(Snapshot snapshot) {
    if (snapshot.value() != null) {
      return "=" + snapshot.value();
    }
    return snapshot.version() instanceof Version.Known known ? "v" + known.text() : "";
  }
}
