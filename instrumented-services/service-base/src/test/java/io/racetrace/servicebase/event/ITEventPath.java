package io.racetrace.servicebase.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Consumer;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.servicebase.telemetry.LibraryInstrumentation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.embedded.RedisServer;

/** The event path on a real Redis. */
class ITEventPath {
  private static final String NAME = "order.placed";
  private static final String KEY = "loyalty:racy:order.placed";
  private static final String GROUP = "order-service";

  @RegisterExtension
  static final OpenTelemetryExtension telemetry = OpenTelemetryExtension.create();

  private final Forms forms = new Forms(List.of("racy", "row-lock"), "racy");
  private final StreamKeys keys = new StreamKeys("loyalty", forms.known());
  private final EventCounts counts = new EventCounts();
  private final int port = freePort();
  private final RedisServer server = server(port);
  private final RedisConnections redis =
      new RedisConnections(
          "redis://127.0.0.1:" + port, new LibraryInstrumentation(telemetry.getOpenTelemetry()));
  private final StatefulRedisConnection<String, String> asked = redis.untraced();
  private final EventPublisher publisher =
      new EventPublisher(redis, keys, forms, counts, telemetry.getOpenTelemetry());
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<EventWorker> workers = new CopyOnWriteArrayList<>();

  @BeforeEach
  void forgetHowRedisWasMet() {
    telemetry.clearSpans();
  }

  @AfterEach
  void stop() throws Exception {
    workers.forEach(EventWorker::stop);
    for (Thread thread : threads) {
      thread.join(10_000);
    }
    redis.close();
    server.stop();
  }

  @Test
  void anEventIsHandledInTheFormThatItWasPublishedIn() {
    List<String> seen = new CopyOnWriteArrayList<>();
    work("w", Duration.ofMinutes(1), event -> seen.add(forms.current() + event.field("id")));

    publisher.publish(NAME, Map.of("id", "1"));
    forms.select("row-lock");
    publisher.publish(NAME, Map.of("id", "2"));

    await().until(() -> counts.open() == 0);
    assertThat(seen).containsExactlyInAnyOrder("racy1", "row-lock2");
  }

  @Test
  void theConsumersTraceIsItsOwnAndLinksToTheProducer() {
    work("w", Duration.ofMinutes(1), event -> {});
    String id = publisher.publish(NAME, Map.of());
    await().until(() -> counts.open() == 0);

    await()
        .until(() -> telemetry.getSpans().stream().anyMatch(s -> s.getKind() == SpanKind.CONSUMER));
    SpanData producer = span(SpanKind.PRODUCER);
    SpanData consumer = span(SpanKind.CONSUMER);
    assertThat(producer.getName()).isEqualTo("send order.placed");
    assertThat(consumer.getName()).isEqualTo("process order.placed");
    assertThat(consumer.getTraceId()).isNotEqualTo(producer.getTraceId());
    assertThat(consumer.getLinks()).hasSize(1);
    assertThat(consumer.getLinks().get(0).getSpanContext().getSpanId())
        .isEqualTo(producer.getSpanId());
    assertThat(consumer.getAttributes().get(MessagingAttributes.MESSAGE_ID)).isEqualTo(id);
  }

  @Test
  void whatFailsIsDeliveredAgainUntilItSucceeds() {
    AtomicInteger attempts = new AtomicInteger();
    work(
        "w",
        Duration.ofMinutes(1),
        event -> {
          if (attempts.incrementAndGet() < 3) {
            throw new IllegalStateException("not yet");
          }
        });
    publisher.publish(NAME, Map.of());

    await().until(() -> counts.open() == 0);
    assertThat(attempts).hasValue(3);
    assertThat(asked.sync().xpending(KEY, GROUP).getCount()).isZero();
    await()
        .untilAsserted(
            () ->
                assertThat(telemetry.getSpans())
                    .filteredOn(span -> span.getKind() == SpanKind.CONSUMER)
                    .extracting(span -> span.getStatus().getStatusCode())
                    .containsExactly(StatusCode.ERROR, StatusCode.ERROR, StatusCode.UNSET));
  }

  @Test
  void whatFailsForEverBecomesADeadLetterAndTheRestGoesOn() {
    List<String> done = new CopyOnWriteArrayList<>();
    work(
        "w",
        Duration.ofMinutes(1),
        event -> {
          if (event.field("id").equals("poison")) {
            throw new IllegalStateException("never");
          }
          done.add(event.field("id"));
        });
    String poison = publisher.publish(NAME, Map.of("id", "poison"));
    publisher.publish(NAME, Map.of("id", "good"));

    await().atMost(Duration.ofSeconds(20)).until(() -> counts.open() == 0);
    assertThat(done).containsExactly("good");
    assertThat(counts.deadLettered()).isOne();
    assertThat(asked.sync().xpending(KEY, GROUP).getCount()).isZero();
    List<StreamMessage<String, String>> letters =
        asked.sync().xrange(StreamKeys.deadLetters(KEY), Range.unbounded());
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).getBody())
        .containsEntry("id", "poison")
        .containsEntry("dead.id", poison)
        .containsEntry("dead.reason", "failed 8 times");
  }

  @Test
  void whatADeadConsumerLeftIsTakenOver() {
    publisher.publish(NAME, Map.of("id", "left"));
    asked.sync().xgroupCreate(XReadArgs.StreamOffset.from(KEY, "0"), GROUP);
    assertThat(readAs("dead")).hasSize(1);

    List<String> done = new CopyOnWriteArrayList<>();
    work("alive", Duration.ofMillis(20), event -> done.add(event.field("id")));

    await().until(() -> counts.open() == 0);
    assertThat(done).containsExactly("left");
  }

  @Test
  void whatAnEarlierProcessPublishedIsHandledButNotCounted() {
    new EventPublisher(redis, keys, forms, new EventCounts(), telemetry.getOpenTelemetry())
        .publish(NAME, Map.of("id", "earlier"));
    List<String> done = new CopyOnWriteArrayList<>();
    work("w", Duration.ofMinutes(1), event -> done.add(event.field("id")));

    publisher.publish(NAME, Map.of("id", "own"));

    await().until(() -> done.size() == 2);
    await().untilAsserted(() -> assertThat(counts.open()).isZero());
    assertThat(counts.processed()).isOne();
  }

  @SuppressWarnings("unchecked")
  private List<StreamMessage<String, String>> readAs(String consumer) {
    return asked
        .sync()
        .xreadgroup(Consumer.from(GROUP, consumer), XReadArgs.StreamOffset.lastConsumed(KEY));
  }

  private void work(String name, Duration deadAfter, EventHandler handler) {
    EventProcess process = new EventProcess(NAME, GROUP, handler, telemetry.getOpenTelemetry());
    EventWorker worker =
        new EventWorker(
            GROUP, name, keys.formsByKey(NAME), process, redis, forms, counts, deadAfter, false);
    workers.add(worker);
    Thread thread = new Thread(worker, name);
    threads.add(thread);
    thread.start();
  }

  private static SpanData span(SpanKind kind) {
    return telemetry.getSpans().stream()
        .filter(span -> span.getKind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static RedisServer server(int port) {
    try {
      RedisServer server =
          RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
      server.start();
      return server;
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
