package io.racetrace.ingress.limit;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.racetrace.servicebase.event.RedisConnections;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Limits that were asked for before, in Redis, where all replicas find them. */
@Component
class LimitCache {
  private static final Duration KEPT = Duration.ofMinutes(10);
  // Longer than it takes to read a row: after that, the next who misses may fill.
  private static final Duration TOKEN_KEPT = Duration.ofSeconds(30);

  private static final String FILL_IF_TOKEN_STANDS =
      "if redis.call('get', KEYS[2]) ~= ARGV[1] then return 0 end redis.call('del', KEYS[2])"
          + " redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3]) return 1";

  private final RedisConnections redis;

  LimitCache(RedisConnections redis) {
    this.redis = redis;
  }

  /** Null where there is none. */
  @Nullable Long get(String deviceId) {
    String limit = redis.traced().get(key(deviceId));
    return limit == null ? null : Long.valueOf(limit);
  }

  /** Whatever was thrown away since the limit was read. */
  void put(String deviceId, long limit) {
    redis.traced().set(key(deviceId), Long.toString(limit), SetArgs.Builder.px(KEPT.toMillis()));
  }

  /** The right to fill, for the first who misses; others read the row and leave the cache alone. */
  Optional<String> tokenOfMiss(String deviceId) {
    String token = UUID.randomUUID().toString();
    String answer =
        redis
            .traced()
            .set(tokenKey(deviceId), token, SetArgs.Builder.nx().px(TOKEN_KEPT.toMillis()));
    return "OK".equals(answer) ? Optional.of(token) : Optional.empty();
  }

  /** Nothing where the token is gone: somebody has changed the limit since the miss. */
  void putIfTokenStands(String deviceId, String token, long limit) {
    Long unused =
        redis
            .traced()
            .eval(
                FILL_IF_TOKEN_STANDS,
                ScriptOutputType.INTEGER,
                new String[] {key(deviceId), tokenKey(deviceId)},
                token,
                Long.toString(limit),
                Long.toString(KEPT.toMillis()));
  }

  /** Throws the limit away, and the token of whoever is about to fill. */
  void forget(String deviceId) {
    redis.traced().del(key(deviceId), tokenKey(deviceId));
  }

  private static String key(String deviceId) {
    return "limit:" + deviceId;
  }

  private static String tokenKey(String deviceId) {
    return "limit-token:" + deviceId;
  }
}
