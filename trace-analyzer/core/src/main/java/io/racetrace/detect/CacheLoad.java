package io.racetrace.detect;

import io.racetrace.access.Columns;
import io.racetrace.access.Footprint;
import io.racetrace.access.Operation;
import io.racetrace.access.Read;
import io.racetrace.access.Write;
import io.racetrace.history.History;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An execution looked a key of a cache up, did not find it, got the value from elsewhere, and
 * filled the key for a limited time.
 */
record CacheLoad(Write fill, Footprint look) {

  static final Comparator<CacheLoad> BY_LOOK =
      Comparator.comparing((CacheLoad load) -> load.look.interval())
          .thenComparing(CacheLoad::fill, Write.CANONICAL);

  /** What is set without a limit is no copy, or can't be told from a record that is changed. */
  static List<CacheLoad> of(History history) {
    List<CacheLoad> loads = new ArrayList<>();
    for (Write write : history.effectiveWrites()) {
      Footprint look = look(write);
      if (look != null && write.operation() == Operation.INSERT) {
        loads.add(new CacheLoad(write, look));
      }
    }
    return loads;
  }

  private static @Nullable Footprint look(Write write) {
    for (Footprint footprint : write.site().unit().footprints()) {
      if (footprint.together() && !footprint.written()) {
        return footprint;
      }
    }
    return null;
  }

  /** The look, as an access that can be ordered. */
  Read lookup() {
    return new Read(
        look.record(), look.interval(), fill.site(), Columns.UNKNOWN, Set.of(), look.state());
  }

  /** What was asked between the look and the fill. */
  private List<Footprint> asked() {
    return fill.site().unit().footprints().stream()
        .filter(step -> !step.written() && !step.together())
        .toList();
  }

  /** The names of what was asked, without keys. */
  TreeSet<String> sources() {
    TreeSet<String> sources = new TreeSet<>();
    asked().forEach(step -> sources.add(name(step)));
    return sources;
  }

  /** What took longest of what was asked; null where none is seen. */
  @Nullable String slowest() {
    return asked().stream()
        .max(
            Comparator.comparingLong((Footprint step) -> step.interval().nanos())
                .thenComparing(CacheLoad::name))
        .map(CacheLoad::name)
        .orElse(null);
  }

  private static String name(Footprint step) {
    String address = step.record().type().store().address();
    return step.isCall()
        ? step.record().type().name() + (address.isEmpty() ? "" : " " + address)
        : step.record().type().id();
  }

  boolean callsOut() {
    return asked().stream().anyMatch(Footprint::isCall);
  }

  /** Whether a lock was taken between the look and the fill. */
  boolean isLocked() {
    return fill.site().unit().footprints().stream().anyMatch(Footprint::locked);
  }

  /** From the look to the fill. */
  long nanos() {
    return Math.max(0, fill.interval().start() - look.interval().end());
  }
}
