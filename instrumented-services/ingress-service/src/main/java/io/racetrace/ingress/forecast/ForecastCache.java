package io.racetrace.ingress.forecast;

import io.lettuce.core.SetArgs;
import io.racetrace.servicebase.event.RedisConnections;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Forecasts that were asked for before, in Redis, where all replicas find them. */
@Component
class ForecastCache {
  private static final SetArgs KEPT = SetArgs.Builder.px(Duration.ofMinutes(10).toMillis());

  private final RedisConnections redis;

  ForecastCache(RedisConnections redis) {
    this.redis = redis;
  }

  /** Null where there is none. */
  @Nullable String get(Query query) {
    return redis.traced().get(key(query));
  }

  void put(Query query, String forecast) {
    redis.traced().set(key(query), forecast, KEPT);
  }

  private static String key(Query query) {
    return "forecast:" + query.key();
  }
}
