package io.racetrace.servicebase.lease;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.AccessAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Locks in Redis, done properly: {@code SET key token NX PX ttl} takes one, and only who knows the
 * token renews it or gives it back, which a script compares and does in one step.
 *
 * <p>A lease alone does not keep a record safe: its holder may be paused for longer than its time,
 * and go on without knowing. So it comes with a number that grows from holder to holder, {@link
 * Lease#fence}, and the record must refuse whoever comes with a smaller one than it has seen.
 *
 * <p>No span of a Redis client tells the answer, or a time that is sanitized away, so each step is
 * stated.
 */
public final class Leases {
  private static final String IF_MINE = "if redis.call('get', KEYS[1]) == ARGV[1] then return ";
  private static final String RELEASE = IF_MINE + "redis.call('del', KEYS[1]) end return 0";
  private static final String RENEW =
      IF_MINE + "redis.call('pexpire', KEYS[1], ARGV[2]) end return 0";
  // Drawn after the lease was granted, and only while it still is: a number that a holder drew
  // whose time was over meanwhile would be larger than that of the next one.
  private static final String FENCE = IF_MINE + "redis.call('incr', KEYS[2]) end return 0";

  private static final Duration FIRST_PAUSE = Duration.ofMillis(4);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(40);

  private final LockRedis redis;
  private final Contention contention;
  private final Tracer tracer;

  public Leases(LockRedis redis, Contention contention, OpenTelemetry openTelemetry) {
    this.redis = redis;
    this.contention = contention;
    this.tracer = openTelemetry.getTracer("io.racetrace.leases");
  }

  /**
   * Takes a lease, if nobody has it.
   *
   * @throws io.lettuce.core.RedisException when Redis does not answer: then nobody knows
   */
  public Optional<Lease> tryAcquire(String key, Duration ttl) {
    String token = UUID.randomUUID().toString();
    long[] fence = new long[1];
    boolean obtained =
        step(
            "acquire",
            new Lease(key, token, 0, ttl),
            () -> {
              SetArgs ifFree = SetArgs.Builder.nx().px(ttl.toMillis());
              if (!"OK".equals(redis.commands().set(key, token, ifFree))) {
                return false;
              }
              fence[0] = eval(FENCE, new String[] {key, key + ":fence"}, token);
              return fence[0] > 0;
            });
    return obtained ? Optional.of(new Lease(key, token, fence[0], ttl)) : Optional.empty();
  }

  /**
   * Takes a lease, and waits for it if somebody has it.
   *
   * @throws LeaseTakenException when it was not free in time
   * @throws io.lettuce.core.RedisException when Redis does not answer: then nobody knows
   */
  public Lease acquire(String key, Duration ttl, Duration atMost) {
    long start = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    for (boolean first = true; ; first = false) {
      Optional<Lease> lease = tryAcquire(key, ttl);
      if (lease.isPresent()) {
        contention.waited(Contention.LEASE, System.nanoTime() - start);
        return lease.get();
      }
      if (first) {
        contention.lockWait();
      }
      if (System.nanoTime() - start > atMost.toNanos()) {
        contention.waited(Contention.LEASE, System.nanoTime() - start);
        contention.gaveUp();
        throw new LeaseTakenException(key);
      }
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause.toNanos()) + 1);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
  }

  /** Holds a lease for its time once more, from now on; false if it is not held any more. */
  public boolean renew(Lease lease) {
    return step(
        "renew",
        lease,
        () ->
            eval(
                    RENEW,
                    new String[] {lease.key()},
                    lease.token(),
                    Long.toString(lease.ttl().toMillis()))
                == 1);
  }

  /** Gives a lease back; false, and no harm done, if it was not held any more. */
  public boolean release(Lease lease) {
    return step(
        "release", lease, () -> eval(RELEASE, new String[] {lease.key()}, lease.token()) == 1);
  }

  /** Deletes a lock, whoever holds it. This is how not to do it; the lab shows what comes of it. */
  public void deleteWhoeverHolds(String key) {
    redis.commands().del(key);
  }

  private Long eval(String script, String[] keys, String... arguments) {
    return redis.commands().<Long>eval(script, ScriptOutputType.INTEGER, keys, arguments);
  }

  private boolean step(String step, Lease lease, BooleanSupplier command) {
    Span span =
        tracer
            .spanBuilder(step + " lease")
            .setAttribute(AccessAttributes.LOCK_STEP, step)
            .setAttribute(AccessAttributes.LOCK_KEY, lease.key())
            .setAttribute(AccessAttributes.LOCK_TOKEN, lease.token())
            .setAttribute(AccessAttributes.LOCK_TTL, lease.ttl().toMillis())
            .startSpan();
    Scope scope = span.makeCurrent();
    try {
      boolean obtained = command.getAsBoolean();
      span.setAttribute(AccessAttributes.LOCK_OBTAINED, obtained);
      return obtained;
    } catch (RuntimeException failure) {
      span.recordException(failure);
      span.setStatus(StatusCode.ERROR);
      throw failure;
    } finally {
      scope.close();
      span.end();
    }
  }
}
