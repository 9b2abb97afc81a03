package io.racetrace.access.redis;

import org.jspecify.annotations.Nullable;

/**
 * What a command does to its key if that is a lock. Nothing in the command itself says whether it
 * is: a value that is computed once looks the same.
 *
 * @param token what proves who holds the lock; null where it is hidden or there is none
 * @param ttlMillis after which time the lock opens by itself; null where there is none, or it is
 *     hidden
 * @param ttl whether there is such a time, seen or hidden
 */
public record RedisLock(
    Step step, String key, @Nullable String token, @Nullable Long ttlMillis, boolean ttl) {

  /** The steps in the life of a lock. */
  public enum Step {
    ACQUIRE,
    /** Options are hidden; among them may be the one that makes it an acquisition. */
    MAYBE_ACQUIRE,
    RENEW,
    /** Given back by whoever asks. */
    RELEASE,
    /** Given back by a script that first compares the token. */
    CHECKED_RELEASE,
    /** A script whose text is hidden. */
    SCRIPT,
    /** Looked at. */
    LOOK
  }
}
