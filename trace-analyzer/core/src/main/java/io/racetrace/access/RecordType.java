package io.racetrace.access;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a record is one of: a table, a collection, a pattern of keys.
 *
 * @param name as the statement names it, with its schema where the statement has one
 */
public record RecordType(Store store, String name) implements Comparable<RecordType> {

  private static final Comparator<RecordType> ORDER =
      Comparator.comparing(RecordType::id).thenComparing(RecordType::store);

  /** How reports call it, without the store's address: {@code postgresql/shop/public.users}. */
  public String id() {
    return store.system() + (store.database().isEmpty() ? "" : "/" + store.database()) + "/" + name;
  }

  /** The one that reports call so; on which server it is, they do not tell. */
  public static RecordType named(String id) {
    String[] parts = id.split("/", 3);
    return parts.length < 3
        ? new RecordType(new Store(parts[0], "", ""), parts[parts.length - 1])
        : new RecordType(new Store(parts[0], "", parts[1]), parts[2]);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof RecordType type && name.equals(type.name) && store.equals(type.store);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + store.hashCode();
  }

  @Override
  public int compareTo(RecordType other) {
    return ORDER.compare(this, other);
  }
}
