package io.racetrace.access.redis;

import io.racetrace.access.redis.RedisLock.Step;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells keys that are locks from records. A value that is computed once is set under the same
 * condition as a lock is; so a lock is only what is also given back, or called one, and never
 * written in another way.
 */
public final class RedisLocks {

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])");
  private static final Set<String> NAMES =
      Set.of(
          "lock",
          "locks",
          "locked",
          "locking",
          "mutex",
          "lease",
          "leases",
          "semaphore",
          "sem",
          "redlock",
          "shedlock",
          "rlock");

  private final Sample acquired = new Sample();
  private final Sample released = new Sample();
  private final Sample written = new Sample();

  /** Sees every command once, in any order. */
  public void learn(RedisCommand command) {
    for (RedisLock lock : command.locks()) {
      String pattern = KeyPatterns.patternAlone(lock.key()).type();
      switch (lock.step()) {
        case ACQUIRE, MAYBE_ACQUIRE -> acquired.add(pattern);
        case RELEASE, SCRIPT -> released.add(pattern);
        case CHECKED_RELEASE -> {
          // Whoever compares a token before a delete has a lock, however it was taken.
          acquired.add(pattern);
          released.add(pattern);
        }
        case RENEW, LOOK -> {}
      }
    }
    for (RedisEffect effect : command.effects()) {
      String key = effect.key();
      if (key != null && writesRecord(command, effect, key)) {
        written.add(KeyPatterns.patternAlone(key).type());
      }
    }
  }

  /** Whether the key is a lock's, by all that was learned. */
  public boolean isLock(String key) {
    String pattern = KeyPatterns.patternAlone(key).type();
    return !written.contains(pattern)
        && (isCalledLock(key) || acquired.contains(pattern) && released.contains(pattern));
  }

  private static boolean writesRecord(RedisCommand command, RedisEffect effect, String key) {
    boolean lockStep =
        command.locks().stream()
            .anyMatch(lock -> lock.key().equals(key) && lock.step() != Step.LOOK);
    boolean changes =
        switch (effect.kind()) {
          case SET, FILL, ADD, INSERT -> true;
          case READ, DELETE, SCRIPT -> false;
        };
    return changes && !lockStep;
  }

  private static boolean isCalledLock(String key) {
    for (String word : BETWEEN_WORDS.split(key, -1)) {
      if (NAMES.contains(word.toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
