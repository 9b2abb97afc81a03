package io.racetrace.servicebase.event;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.servicebase.form.Forms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The event path of a service: several workers of one consumer group, one thread each. */
public final class EventConsumer implements SmartLifecycle {
  private final List<EventWorker> workers;
  private final List<Thread> threads = new ArrayList<>();

  EventConsumer(List<EventWorker> workers) {
    this.workers = List.copyOf(workers);
  }

  @Override
  public synchronized void start() {
    for (EventWorker worker : workers) {
      Thread thread = new Thread(worker, worker.name());
      thread.start();
      threads.add(thread);
    }
  }

  /** Waits until each worker is done with the event that it has. */
  @Override
  public synchronized void stop() {
    workers.forEach(EventWorker::stop);
    try {
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    threads.clear();
  }

  @Override
  public synchronized boolean isRunning() {
    return !threads.isEmpty();
  }

  /** Makes a service's consumers. */
  @Component
  public static final class Factory {
    private static final Duration DEAD_AFTER = Duration.ofMinutes(1);

    private final RedisConnections redis;
    private final StreamKeys keys;
    private final Forms forms;
    private final EventCounts counts;
    private final LostAcknowledgements lost;
    private final OpenTelemetry openTelemetry;
    private final String group;

    Factory(
        RedisConnections redis,
        StreamKeys keys,
        Forms forms,
        EventCounts counts,
        LostAcknowledgements lost,
        OpenTelemetry openTelemetry,
        @Value("${spring.application.name}") String group) {
      this.redis = redis;
      this.keys = keys;
      this.forms = forms;
      this.counts = counts;
      this.lost = lost;
      this.openTelemetry = openTelemetry;
      this.group = group;
    }

    /**
     * Hands all events of one name to a handler, in no order.
     *
     * @param threads how many events are handled at a time
     */
    public EventConsumer consume(String eventName, int threads, EventHandler handler) {
      return consumer(eventName, threads, handler, false);
    }

    /**
     * Hands all events of one name to a handler, one after the other, in the stream's order: one
     * that fails holds up those behind it. Right only where nobody else consumes that name.
     */
    public EventConsumer consumeInOrder(String eventName, EventHandler handler) {
      return consumer(eventName, 1, handler, true);
    }

    private EventConsumer consumer(
        String eventName, int threads, EventHandler handler, boolean inOrder) {
      String start = UUID.randomUUID().toString().substring(0, 8);
      EventProcess process = new EventProcess(eventName, group, lost.after(handler), openTelemetry);
      List<EventWorker> workers = new ArrayList<>();
      for (int i = 1; i <= threads; i++) {
        workers.add(
            new EventWorker(
                group,
                eventName + "-" + start + "-" + i,
                keys.formsByKey(eventName),
                process,
                redis,
                forms,
                counts,
                DEAD_AFTER,
                inOrder));
      }
      return new EventConsumer(workers);
    }
  }
}
