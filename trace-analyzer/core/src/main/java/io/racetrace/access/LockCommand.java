package io.racetrace.access;

import org.jspecify.annotations.Nullable;

/**
 * A command that takes, keeps or gives back a lock outside of the records themselves.
 *
 * @param type the pattern of the lock's key
 * @param key which lock of these
 * @param token what proves who holds it; null where it is hidden or there is none
 * @param timed whether the lock is given a time after which it opens by itself
 * @param ttlMillis that time in milliseconds; null where it is hidden or there is none
 */
public record LockCommand(
    RecordType type,
    String key,
    Step step,
    @Nullable String token,
    boolean timed,
    @Nullable Long ttlMillis) {

  /** The steps in the life of a lock. */
  public enum Step {
    ACQUIRE,
    RENEW,
    /** Given back without a look at who holds it. */
    RELEASE,
    /** Given back by whoever has the token. */
    CHECKED_RELEASE,
    /** By a script whose text the span does not show. */
    UNKNOWN
  }
}
