package io.racetrace.ownership;

import io.racetrace.access.RecordType;
import io.racetrace.ownership.Place.Fit;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is written down of who may write which table.
 *
 * @param day by which exceptions are judged
 */
public record Ownerships(List<Ownership> all, LocalDate day) {

  /** Nothing is written down. */
  public static final Ownerships NONE = new Ownerships(List.of(), LocalDate.EPOCH);

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if two claim one table
   */
  public Ownerships {
    all = List.copyOf(all);
    for (int i = 0; i < all.size(); i++) {
      for (Ownership other : all.subList(i + 1, all.size())) {
        if (all.get(i).claimsTableOf(other)) {
          throw new IllegalArgumentException(
              all.get(i).declared() + " and " + other.declared() + " claim one table");
        }
      }
    }
  }

  /** What is written down of a record type; null if that is nothing, or of several just as well. */
  public @Nullable Ownership of(RecordType type) {
    List<Ownership> maybe = new ArrayList<>();
    for (Ownership ownership : all) {
      switch (ownership.fit(type)) {
        case YES -> {
          return ownership;
        }
        case MAYBE -> maybe.add(ownership);
        case NO -> {}
      }
    }
    return maybe.size() == 1 ? maybe.get(0) : null;
  }

  /** Whether it is assumed that a record type is the declared table. */
  public boolean isAssumed(RecordType type) {
    return all.stream().noneMatch(ownership -> ownership.fit(type) == Fit.YES);
  }
}
