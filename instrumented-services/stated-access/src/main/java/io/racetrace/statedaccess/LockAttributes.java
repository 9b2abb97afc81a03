package io.racetrace.statedaccess;

import io.opentelemetry.api.common.AttributeKey;

/**
 * What a service may say of a lock that is kept beside the records: on the span of the command that
 * asks for it, or on a span around that. The span of a client has the command, and never the
 * answer; agents hide the lock's time as well. A lock in ZooKeeper or etcd leaves no span of use at
 * all, so there a span with these attributes stands alone. Every statement but the first two is
 * optional.
 */
public final class LockAttributes {
  /** The lock's name, with the key of what it protects: {@code lock:account:42}. */
  public static final AttributeKey<String> LOCK_KEY = AttributeKey.stringKey("racetrace.lock.key");

  /** {@code acquire}, {@code renew} or {@code release}. */
  public static final AttributeKey<String> LOCK_STEP =
      AttributeKey.stringKey("racetrace.lock.step");

  /** After how many milliseconds the lock opens by itself; for a session, its timeout. */
  public static final AttributeKey<Long> LOCK_TTL = AttributeKey.longKey("racetrace.lock.ttl");

  /** What proves who holds it, or the number that grows with each holder. */
  public static final AttributeKey<String> LOCK_TOKEN =
      AttributeKey.stringKey("racetrace.lock.token");

  /** Whether the store answered that the lock is the caller's, or was until it was given back. */
  public static final AttributeKey<Boolean> LOCK_OBTAINED =
      AttributeKey.booleanKey("racetrace.lock.obtained");

  private LockAttributes() {}
}
