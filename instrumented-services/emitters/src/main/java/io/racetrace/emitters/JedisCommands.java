package io.racetrace.emitters;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;

/** Commands of Jedis. */
final class JedisCommands implements Emitter {

  private final Jedis redis;

  JedisCommands(Stores stores) {
    redis = new Jedis("localhost", stores.port("redis"));
    redis.flushAll();
    redis.set("order:17", "1");
    redis.hset("order:18", "total", "2");
    redis.set("order:20", "4");
  }

  @Override
  public void tell() {
    redis.get("order:17");
    Transaction transaction = redis.multi();
    transaction.set("order:17", "42");
    transaction.exec();
    redis.hget("order:18", "total");
    redis.hset("order:19", "total", "3");
    redis.del("order:20");
  }

  @Override
  public void close() {
    redis.close();
  }
}
