package io.racetrace.access.touch;

import io.racetrace.access.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * A command that takes, keeps or gives back a lock outside of the records themselves.
 *
 * @param type the pattern of the lock's key
 * @param key which lock of these
 * @param token what proves who holds it; null where it is hidden or there is none
 * @param timed whether the lock is given a time after which it opens by itself
 * @param ttlMillis that time in milliseconds; null where it is hidden or there is none
 * @param obtained whether the store answered that the lock is the caller's, or was until it was
 *     given back; null where nobody states it, as no span of a client has the answer
 */
public record LockCommand(
    RecordType type,
    String key,
    Step step,
    @Nullable String token,
    boolean timed,
    @Nullable Long ttlMillis,
    @Nullable Boolean obtained) {

  public LockCommand(
      RecordType type,
      String key,
      Step step,
      @Nullable String token,
      boolean timed,
      @Nullable Long ttlMillis) {
    this(type, key, step, token, timed, ttlMillis, null);
  }

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

  /** Whether this may be the step that is stated. */
  public boolean mayBe(Step stated) {
    boolean releases = step == Step.RELEASE || step == Step.CHECKED_RELEASE;
    return step == Step.UNKNOWN || (releases ? stated == Step.RELEASE : stated == step);
  }

  /**
   * This command of a store, with what the service itself states of it.
   *
   * @param answered whether what is stated of the answer is of this command
   */
  public LockCommand toldBy(LockCommand stated, boolean answered) {
    return new LockCommand(
        type,
        key,
        step != Step.UNKNOWN
            ? step
            : stated.step == Step.RELEASE ? Step.CHECKED_RELEASE : stated.step,
        token != null ? token : stated.token,
        timed || stated.timed,
        ttlMillis != null ? ttlMillis : stated.ttlMillis,
        answered ? stated.obtained : null);
  }
}
