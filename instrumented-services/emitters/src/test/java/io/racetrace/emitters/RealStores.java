package io.racetrace.emitters;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.racetrace.sources.Checkout;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import redis.embedded.RedisServer;

/**
 * The stores that the story is told to, on ports of their own. MongoDB is a server in memory that
 * speaks MongoDB's protocol; the others are themselves.
 */
final class RealStores implements AutoCloseable {

  private final EmbeddedPostgres postgres;
  private final RedisServer redis;
  private final MongoServer mongo;
  private final EmbeddedKafkaKraftBroker kafka;
  private final Map<String, Integer> ports = new LinkedHashMap<>();

  RealStores() throws Exception {
    postgres =
        EmbeddedPostgres.builder()
            .setPort(Checkout.freePort())
            .setPGStartupWait(Duration.ofSeconds(30))
            .setServerConfig("fsync", "off")
            .setServerConfig("io_method", "sync")
            .start();
    ports.put("postgres", postgres.getPort());
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
                Stores.USER,
                Stores.PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute("create database shop");
    }
    int redisPort = Checkout.freePort();
    redis =
        RedisServer.newRedisServer()
            .port(redisPort)
            .bind("127.0.0.1")
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    redis.start();
    ports.put("redis", redisPort);
    mongo = new MongoServer(new MemoryBackend());
    InetSocketAddress address = mongo.bind();
    ports.put("mongo", address.getPort());
    kafka = new EmbeddedKafkaKraftBroker(1, 1, "orders");
    kafka.afterPropertiesSet();
    String broker = kafka.getBrokersAsString();
    ports.put("kafka", Integer.valueOf(broker.substring(broker.lastIndexOf(':') + 1)));
  }

  Map<String, Integer> ports() {
    return ports;
  }

  @Override
  public void close() throws IOException {
    kafka.destroy();
    mongo.shutdownNow();
    redis.stop();
    postgres.close();
  }
}
