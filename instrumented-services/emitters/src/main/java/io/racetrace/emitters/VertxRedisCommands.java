package io.racetrace.emitters;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.RedisConnection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Commands of the Redis client of Vert.x. */
final class VertxRedisCommands implements Emitter {

  private final Vertx vertx;
  private final RedisAPI redis;

  VertxRedisCommands(Stores stores) throws Exception {
    vertx = Vertx.vertx();
    Future<RedisConnection> connected = Redis.createClient(vertx, stores.redisUrl()).connect();
    done(connected);
    redis = RedisAPI.api(Objects.requireNonNull(connected.result()));
    done(redis.flushall(List.of()));
    done(redis.set(List.of("order:17", "1")));
    done(redis.hset(List.of("order:18", "total", "2")));
    done(redis.set(List.of("order:20", "4")));
  }

  @Override
  public void tell() throws Exception {
    done(redis.get("order:17"));
    done(redis.multi());
    done(redis.set(List.of("order:17", "42")));
    done(redis.exec());
    done(redis.hget("order:18", "total"));
    done(redis.hset(List.of("order:19", "total", "3")));
    done(redis.del(List.of("order:20")));
  }

  private static void done(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    redis.close();
    done(vertx.close());
  }
}
