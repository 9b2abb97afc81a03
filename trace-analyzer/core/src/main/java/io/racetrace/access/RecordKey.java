package io.racetrace.access;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What accesses are gathered by. The same key in another store, database, schema or table is
 * another one.
 *
 * @param key of a record its key; of a predicate the columns and what they equal; of a cause its
 *     kind and its identity
 */
public record RecordKey(RecordType type, String key, Kind kind) implements Comparable<RecordKey> {

  private static final Comparator<RecordKey> ORDER =
      Comparator.comparing(RecordKey::type)
          .thenComparing(RecordKey::key)
          .thenComparing(RecordKey::kind);

  /** What is named. */
  public enum Kind {
    /** One record. */
    RECORD,
    /**
     * All rows, those that are not there too, of which some columns equal some values. Reading it
     * is to ask which rows there are; writing it is to change the answer.
     */
    PREDICATE,
    /** Whatever was done to records of the type because of one message or one request. */
    CAUSE,
    /**
     * What a cache keeps under one key: who fills it, from what, and who throws it away. Each write
     * has as its footprints what its execution did to get there, and as its amount after how many
     * milliseconds the copy goes away by itself, where that is seen.
     */
    COPY,
    /** A lock that is kept beside the records, what is done to it and what is written under it. */
    LOCK
  }

  /** The identity of one record. */
  public RecordKey(RecordType type, String key) {
    this(type, key, Kind.RECORD);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof RecordKey record
            && kind == record.kind
            && key.equals(record.key)
            && type.equals(record.type);
  }

  @Override
  public int hashCode() {
    return (key.hashCode() * 31 + type.name().hashCode()) * 31 + kind.ordinal();
  }

  @Override
  public int compareTo(RecordKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return type.id() + " " + key;
  }
}
