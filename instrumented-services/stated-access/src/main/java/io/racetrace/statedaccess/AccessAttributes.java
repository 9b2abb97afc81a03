package io.racetrace.statedaccess;

import io.opentelemetry.api.common.AttributeKey;

/** The span attributes of a stated access. Their names are the contract with the analyzer. */
public final class AccessAttributes {
  /** The record's type; for a table its name. */
  public static final AttributeKey<String> RECORD_TYPE =
      AttributeKey.stringKey("racetrace.record.type");

  /** The record's key within its type, as text. */
  public static final AttributeKey<String> RECORD_KEY =
      AttributeKey.stringKey("racetrace.record.key");

  /** {@code read} or {@code write}. */
  public static final AttributeKey<String> ACCESS = AttributeKey.stringKey("racetrace.access");

  /** The column that the values speak of. */
  public static final AttributeKey<String> COLUMN = AttributeKey.stringKey("racetrace.column");

  /** The version that a read saw, or that a write is based on. */
  public static final AttributeKey<String> VERSION_READ =
      AttributeKey.stringKey("racetrace.version.read");

  /** The version that a write left. */
  public static final AttributeKey<String> VERSION_WRITTEN =
      AttributeKey.stringKey("racetrace.version.written");

  /** The value that a read saw, or that a write is based on. */
  public static final AttributeKey<String> VALUE_READ =
      AttributeKey.stringKey("racetrace.value.read");

  /** The value that a write left. */
  public static final AttributeKey<String> VALUE_WRITTEN =
      AttributeKey.stringKey("racetrace.value.written");

  /** The guards, as the comma separated names of {@link Guard}. */
  public static final AttributeKey<String> GUARD = AttributeKey.stringKey("racetrace.guard");

  /** How many rows a write changed; 0 is a guarded write that came too late. */
  public static final AttributeKey<Long> ROWS_AFFECTED =
      AttributeKey.longKey("racetrace.rows.affected");

  /** The key of a lock that is kept outside of the records. */
  public static final AttributeKey<String> LOCK_KEY = AttributeKey.stringKey("racetrace.lock.key");

  /** {@code acquire}, {@code renew} or {@code release}. */
  public static final AttributeKey<String> LOCK_STEP =
      AttributeKey.stringKey("racetrace.lock.step");

  /** After how many milliseconds the lock opens by itself. */
  public static final AttributeKey<Long> LOCK_TTL = AttributeKey.longKey("racetrace.lock.ttl");

  /** What proves who holds the lock. */
  public static final AttributeKey<String> LOCK_TOKEN =
      AttributeKey.stringKey("racetrace.lock.token");

  /** Whether the store said that the lock is the caller's, or was until it was given back. */
  public static final AttributeKey<Boolean> LOCK_OBTAINED =
      AttributeKey.booleanKey("racetrace.lock.obtained");

  private AccessAttributes() {}
}
