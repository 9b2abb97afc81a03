package io.racetrace.emitters;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Buckets and maps of Redisson. */
final class RedissonBuckets implements Emitter {

  private final RedissonClient redis;

  RedissonBuckets(Stores stores) {
    Config config = new Config().setCodec(StringCodec.INSTANCE);
    config
        .useSingleServer()
        .setAddress(stores.redisUrl())
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(2);
    redis = Redisson.create(config);
    redis.getKeys().flushall();
    redis.getBucket("order:17").set("1");
    redis.getMap("order:18").put("total", "2");
    redis.getBucket("order:20").set("4");
  }

  @Override
  public void tell() {
    redis.getBucket("order:17").get();
    redis.getBucket("order:17").set("42");
    redis.getMap("order:18").get("total");
    redis.getMap("order:19").fastPut("total", "3");
    redis.getBucket("order:20").delete();
  }

  @Override
  public void close() {
    redis.shutdown();
  }
}
