package io.racetrace.servicebase.event;

import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.models.stream.PendingMessage;
import io.racetrace.servicebase.form.Forms;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer of a group. It asks for one new entry at a time, so that everything in its pending
 * list has failed before (or was taken over from a consumer that died), and tries that again after
 * a growing pause. An entry that fails too often moves to the stream's dead letters, with the
 * reason: it leaves the pending list only after it is there.
 */
final class EventWorker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(EventWorker.class);

  private static final int ATTEMPTS = 8;
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final String group;
  private final Consumer<String> consumer;
  private final Map<String, String> formsByKey;
  private final EventProcess process;
  private final RedisConnections redis;
  private final Forms forms;
  private final EventCounts counts;
  private final Duration deadAfter;
  private final boolean inOrder;
  private volatile boolean running = true;

  // The pause before the pending list is tried again; zero while there is nothing in it.
  private Duration pause = Duration.ZERO;
  private long retryAt;
  private long takeOverAt;

  /**
   * @param deadAfter how long an entry is pending with another consumer before that one is taken
   *     for dead; longer than any handler takes, or two would have one event at the same time
   * @param inOrder whether nothing new is begun while something before it has not succeeded
   */
  EventWorker(
      String group,
      String name,
      Map<String, String> formsByKey,
      EventProcess process,
      RedisConnections redis,
      Forms forms,
      EventCounts counts,
      Duration deadAfter,
      boolean inOrder) {
    this.group = group;
    this.consumer = Consumer.from(group, name);
    this.formsByKey = new LinkedHashMap<>(formsByKey);
    this.process = process;
    this.redis = redis;
    this.forms = forms;
    this.counts = counts;
    this.deadAfter = deadAfter;
    this.inOrder = inOrder;
  }

  String name() {
    return consumer.getName();
  }

  /** Ends the work after the present event. */
  void stop() {
    running = false;
  }

  @Override
  public void run() {
    takeOverAt = System.nanoTime();
    while (running) {
      try (StatefulRedisConnection<String, String> connection = redis.untraced()) {
        work(connection.sync());
      } catch (RedisException outage) {
        if (!running) {
          return;
        }
        log.warn("{} lost Redis and tries again: {}", name(), outage.toString());
        LockSupport.parkNanos(LONGEST_PAUSE.toNanos());
      }
    }
  }

  private void work(RedisCommands<String, String> commands) {
    formsByKey.keySet().forEach(key -> joinGroup(commands, key));
    while (running) {
      takeOverFromTheDead(commands);
      retryPending(commands);
      if (inOrder && !pause.isZero()) {
        LockSupport.parkNanos(Math.max(0, retryAt - System.nanoTime()));
        continue;
      }
      for (StreamMessage<String, String> entry : commands.xreadgroup(consumer, poll(), fresh())) {
        if (!succeeds(entry)) {
          pauseLonger();
        }
      }
    }
    leaveGroup(commands);
  }

  private XReadArgs poll() {
    // A block of zero would be one without end.
    Duration block =
        pause.isZero() || pause.compareTo(POLL) > 0 ? POLL : Duration.ofMillis(pause.toMillis());
    return new XReadArgs().count(1).block(block);
  }

  private StreamOffset<String>[] fresh() {
    return offsets(formsByKey.keySet().stream().map(StreamOffset::lastConsumed));
  }

  // An id instead of > asks for this consumer's own pending entries.
  private static StreamOffset<String>[] pendingOf(String key) {
    return offsets(Stream.of(StreamOffset.from(key, "0")));
  }

  @SuppressWarnings("unchecked")
  private static StreamOffset<String>[] offsets(Stream<StreamOffset<String>> offsets) {
    return offsets.toArray(StreamOffset[]::new);
  }

  private void joinGroup(RedisCommands<String, String> commands, String key) {
    try {
      commands.xgroupCreate(
          StreamOffset.from(key, "0"), group, XGroupCreateArgs.Builder.mkstream(true));
    } catch (RedisBusyException alreadyThere) {
      log.debug("group {} of {} is there", group, key);
    }
  }

  // What is still pending is left to whoever takes over.
  private void leaveGroup(RedisCommands<String, String> commands) {
    for (String key : formsByKey.keySet()) {
      if (pending(commands, key, Range.unbounded()).isEmpty()) {
        commands.xgroupDelconsumer(key, consumer);
      }
    }
  }

  private void takeOverFromTheDead(RedisCommands<String, String> commands) {
    if (System.nanoTime() - takeOverAt < 0) {
      return;
    }
    takeOverAt = System.nanoTime() + deadAfter.toNanos();
    for (String key : formsByKey.keySet()) {
      var claim = XAutoClaimArgs.Builder.xautoclaim(consumer, deadAfter, "0-0").count(100);
      if (!commands.xautoclaim(key, claim).getMessages().isEmpty()) {
        pause = FIRST_PAUSE;
        retryAt = System.nanoTime();
      }
    }
  }

  private void retryPending(RedisCommands<String, String> commands) {
    if (pause.isZero() || System.nanoTime() - retryAt < 0) {
      return;
    }
    boolean allDone = true;
    for (String key : formsByKey.keySet()) {
      var mine = commands.xreadgroup(consumer, pendingOf(key));
      for (StreamMessage<String, String> entry : mine) {
        allDone &= attempts(commands, entry) > ATTEMPTS ? gaveUp(entry) : succeeds(entry);
      }
    }
    if (allDone) {
      pause = Duration.ZERO;
    } else {
      pauseLonger();
    }
  }

  private void pauseLonger() {
    Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    retryAt = System.nanoTime() + pause.toNanos();
  }

  private boolean succeeds(StreamMessage<String, String> entry) {
    String key = entry.getStream();
    Forms.UnitOfWork unit = forms.begin(Objects.requireNonNull(formsByKey.get(key)));
    counts.countBegun();
    try {
      process.run(entry, () -> redis.traced().xack(key, group, entry.getId()));
      counts.countProcessed(entry.getBody());
      return true;
    } catch (Exception failure) {
      log.debug("{} stays pending", entry.getId(), failure);
      return false;
    } finally {
      counts.countEnded();
      unit.end();
    }
  }

  private boolean gaveUp(StreamMessage<String, String> entry) {
    String key = entry.getStream();
    Map<String, String> letter = new LinkedHashMap<>(entry.getBody());
    letter.put("dead.id", entry.getId());
    letter.put("dead.reason", "failed " + ATTEMPTS + " times");
    redis.traced().xadd(StreamKeys.deadLetters(key), letter);
    redis.traced().xack(key, group, entry.getId());
    counts.countDeadLettered(entry.getBody());
    log.error("{} of {} failed {} times and is a dead letter", entry.getId(), key, ATTEMPTS);
    return true;
  }

  private long attempts(
      RedisCommands<String, String> commands, StreamMessage<String, String> entry) {
    Range<String> only = Range.create(entry.getId(), entry.getId());
    return pending(commands, entry.getStream(), only).stream()
        .mapToLong(PendingMessage::getRedeliveryCount)
        .findFirst()
        .orElse(0);
  }

  private List<PendingMessage> pending(
      RedisCommands<String, String> commands, String key, Range<String> ids) {
    return commands.xpending(key, consumer, ids, Limit.from(1));
  }
}
