package io.racetrace.emitters;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Messages whose key is an order's: new totals of 17 and 18. Whoever receives one, on a thread of
 * its own, sets it in the database, with a placeholder where the order's id goes.
 */
final class KafkaMessages implements Emitter {

  private final KafkaProducer<String, String> producer;
  private final CountDownLatch listening = new CountDownLatch(1);
  private final CompletableFuture<Integer> received;

  KafkaMessages(Stores stores) throws Exception {
    stores.placeOrders();
    String broker = "localhost:" + stores.port("kafka");
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker), new StringSerializer(), new StringSerializer());
    received = new CompletableFuture<>();
    // Begun before the story, so that it has no part in the story's context.
    Thread receiver =
        new Thread(
            () -> {
              try {
                received.complete(receive(stores, broker));
              } catch (SQLException | RuntimeException e) {
                received.completeExceptionally(e);
                listening.countDown();
              }
            },
            "receiver");
    receiver.setDaemon(true);
    receiver.start();
    listening.await();
  }

  @Override
  public void tell() throws Exception {
    producer.send(new ProducerRecord<>("orders", "17", "42")).get(30, TimeUnit.SECONDS);
    producer.send(new ProducerRecord<>("orders", "18", "43")).get(30, TimeUnit.SECONDS);
    received.get(60, TimeUnit.SECONDS);
  }

  private int receive(Stores stores, String broker) throws SQLException {
    int messages = 0;
    try (Connection connection = stores.connect();
        KafkaConsumer<String, String> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker, "group.id", "totals"),
                new StringDeserializer(),
                new StringDeserializer())) {
      consumer.subscribe(List.of("orders"));
      while (consumer.assignment().isEmpty()) {
        consumer.poll(Duration.ofMillis(100));
      }
      // Asked for, or the end that is found may lie behind what is sent next.
      consumer.assignment().forEach(consumer::position);
      listening.countDown();
      while (messages < 2) {
        for (ConsumerRecord<String, String> message : consumer.poll(Duration.ofSeconds(1))) {
          setTotal(connection, Long.parseLong(message.key()), Long.parseLong(message.value()));
          messages++;
        }
      }
    }
    return messages;
  }

  private static void setTotal(Connection connection, long id, long total) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update orders set total = ? where id = ?")) {
      update.setLong(1, total);
      update.setLong(2, id);
      update.executeUpdate();
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
