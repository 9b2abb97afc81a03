package io.racetrace.access;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a store: records of two stores are never the same record.
 *
 * @param system {@code db.system.name}, such as {@code postgresql}
 * @param address host and port; empty where the span does not tell
 * @param database the database, or whatever the system divides itself into; empty where unknown
 */
public record Store(String system, String address, String database) implements Comparable<Store> {

  /** For accesses that a service states without a store's own span below them. */
  public static final Store STATED = new Store("stated", "", "");

  private static final Comparator<Store> ORDER =
      Comparator.comparing(Store::system)
          .thenComparing(Store::database)
          .thenComparing(Store::address);

  // By hand, as the stores of every access are looked up.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof Store store
            && database.equals(store.database)
            && address.equals(store.address)
            && system.equals(store.system);
  }

  @Override
  public int hashCode() {
    return (system.hashCode() * 31 + address.hashCode()) * 31 + database.hashCode();
  }

  @Override
  public int compareTo(Store other) {
    return ORDER.compare(this, other);
  }
}
