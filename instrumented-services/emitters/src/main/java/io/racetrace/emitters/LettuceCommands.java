package io.racetrace.emitters;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

/** Commands of Lettuce. */
final class LettuceCommands implements Emitter {

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisCommands<String, String> redis;

  LettuceCommands(Stores stores) {
    client = RedisClient.create(stores.redisUrl());
    connection = client.connect();
    redis = connection.sync();
    redis.flushall();
    redis.set("order:17", "1");
    redis.hset("order:18", "total", "2");
    redis.set("order:20", "4");
  }

  @Override
  public void tell() {
    redis.get("order:17");
    redis.multi();
    redis.set("order:17", "42");
    redis.exec();
    redis.hget("order:18", "total");
    redis.hset("order:19", "total", "3");
    redis.del("order:20");
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
  }
}
