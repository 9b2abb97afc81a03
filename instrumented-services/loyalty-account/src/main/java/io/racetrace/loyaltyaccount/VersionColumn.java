package io.racetrace.loyaltyaccount;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A safe form: the write names the version that it is based on, and hits no row when somebody was
 * quicker. Then everything is done again from the read on, a few times, after a pause that grows
 * and has jitter, so that those who collided do not meet again.
 */
final class VersionColumn implements BalanceChange {
  private static final long LONGEST_FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(4);

  private final String form;
  private final int attempts;
  private final boolean pauses;
  private final JdbcClient jdbc;
  private final StatedAccess accounts;
  private final DrillGate gate;
  private final Contention contention;

  private VersionColumn(
      String form,
      int attempts,
      boolean pauses,
      JdbcClient jdbc,
      StatedAccess accounts,
      DrillGate gate,
      Contention contention) {
    this.form = form;
    this.attempts = attempts;
    this.pauses = pauses;
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.gate = gate;
    this.contention = contention;
  }

  static VersionColumn patient(
      JdbcClient jdbc, StatedAccess accounts, DrillGate gate, Contention contention) {
    return new VersionColumn("version-column", 4, true, jdbc, accounts, gate, contention);
  }

  /** Tries again at once, and nearly for ever: what makes a storm of a hot row. */
  static VersionColumn impatient(
      JdbcClient jdbc, StatedAccess accounts, DrillGate gate, Contention contention) {
    return new VersionColumn("retry-at-once", 100, false, jdbc, accounts, gate, contention);
  }

  @Override
  public String form() {
    return form;
  }

  @Override
  public int add(String accountId, int points) {
    for (int attempt = 1; attempt <= attempts; attempt++) {
      contention.attempt();
      LoyaltyAccount seen = read(accountId);
      gate.pass(attempt == 1 ? accountId : accountId + "-" + attempt);
      int sum = seen.balance() + points;
      if (write(accountId, seen, sum)) {
        return sum;
      }
      contention.conflict();
      if (attempt < attempts) {
        contention.retry();
        if (!pauses) {
          continue;
        }
        LockSupport.parkNanos(
            ThreadLocalRandom.current().nextLong(LONGEST_FIRST_PAUSE << (attempt - 1)));
      }
    }
    contention.gaveUp();
    throw new GaveUpException(accountId, attempts);
  }

  private LoyaltyAccount read(String accountId) {
    return accounts.read(
        accountId,
        read -> {
          LoyaltyAccount account =
              jdbc.sql("SELECT balance, version FROM loyalty_account WHERE account_id = ?")
                  .param(accountId)
                  .query(LoyaltyAccount.class)
                  .optional()
                  .orElseThrow(() -> new UnknownAccountException(accountId));
          read.saw(account.version(), account.balance());
          return account;
        });
  }

  private boolean write(String accountId, LoyaltyAccount seen, int sum) {
    return accounts.write(
        accountId,
        write -> {
          write.guardedBy(Guard.VERSION_PREDICATE).basedOn(seen.version(), seen.balance());
          Optional<Long> version =
              jdbc.sql(
                      "UPDATE loyalty_account SET balance = ?, version = version + 1"
                          + " WHERE account_id = ? AND version = ? RETURNING version")
                  .params(sum, accountId, seen.version())
                  .query(Long.class)
                  .optional();
          version.ifPresentOrElse(left -> write.left(left, sum), write::hitNoRow);
          return version.isPresent();
        });
  }
}
