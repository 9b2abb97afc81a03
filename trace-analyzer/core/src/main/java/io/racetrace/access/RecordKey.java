package io.racetrace.access;

import java.util.Comparator;

/**
 * The identity of one record. The same key in another store, database, schema or table is another
 * record.
 */
public record RecordKey(RecordType type, String key) implements Comparable<RecordKey> {

  private static final Comparator<RecordKey> ORDER =
      Comparator.comparing(RecordKey::type).thenComparing(RecordKey::key);

  @Override
  public int compareTo(RecordKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return type.id() + " " + key;
  }
}
