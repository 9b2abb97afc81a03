package io.racetrace.loyaltyaccount;

import io.lettuce.core.api.sync.RedisCommands;
import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.event.RedisConnections;

/**
 * A safe form for a simple counter at a high rate: Redis adds, and nobody touches the row. The
 * counter says how many points were given since it began and only grows; {@link CounterSync} brings
 * the row up to it, and until then the row is behind.
 *
 * <p>The account is marked after the counter, so that whoever takes the mark finds the points. A
 * service that dies between the two leaves a row that is behind until the account's next points.
 */
final class Counter implements BalanceChange {
  static final String FORM = "redis-incrby";

  /** The accounts whose rows are behind. */
  static final String BEHIND = "loyalty:" + FORM + ":behind";

  private final RedisConnections redis;
  private final DrillGate gate;

  Counter(RedisConnections redis, DrillGate gate) {
    this.redis = redis;
    this.gate = gate;
  }

  static String key(String accountId) {
    return "loyalty:" + FORM + ":points:" + accountId;
  }

  @Override
  public String form() {
    return FORM;
  }

  @Override
  public int add(String accountId, int points) {
    gate.pass(accountId);
    RedisCommands<String, String> commands = redis.traced();
    long given = commands.incrby(key(accountId), points);
    commands.sadd(BEHIND, accountId);
    return Math.toIntExact(given);
  }
}
