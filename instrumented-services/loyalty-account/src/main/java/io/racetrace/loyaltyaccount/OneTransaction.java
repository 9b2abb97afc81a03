package io.racetrace.loyaltyaccount;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.StatedAccess;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The read and the write are in one transaction, and its isolation level decides what that is
 * worth. At read committed it is worth nothing: the write takes place over whatever was committed
 * after the read. At repeatable read PostgreSQL aborts the second writer with 40001, and all of the
 * transaction is done again, read and all.
 */
final class OneTransaction implements BalanceChange {
  private static final int ATTEMPTS = 5;
  private static final long LONGEST_FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(4);

  private final String form;
  private final String level;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final StatedAccess accounts;
  private final DrillGate gate;
  private final Contention contention;

  /**
   * @param level as SQL names it
   */
  OneTransaction(
      String form,
      String level,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      StatedAccess accounts,
      DrillGate gate,
      Contention contention) {
    this.form = form;
    this.level = level;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.accounts = accounts;
    this.gate = gate;
    this.contention = contention;
  }

  @Override
  public String form() {
    return form;
  }

  @Override
  public int add(String accountId, int points) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return Objects.requireNonNull(
            transaction.execute(status -> readThenWrite(accountId, points)));
      } catch (ConcurrencyFailureException aborted) {
        contention.conflict();
        contention.count("racetrace.sqlstate." + SqlStates.of(aborted));
      }
      if (attempt < ATTEMPTS) {
        contention.retry();
        LockSupport.parkNanos(
            ThreadLocalRandom.current().nextLong(LONGEST_FIRST_PAUSE << (attempt - 1)));
      }
    }
    contention.gaveUp();
    throw new GaveUpException(accountId, ATTEMPTS);
  }

  private int readThenWrite(String accountId, int points) {
    // As a statement, not by the connection's setting: so the traces show the level, too.
    jdbc.sql("SET TRANSACTION ISOLATION LEVEL " + level).update();
    LoyaltyAccount seen =
        accounts.read(
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
    gate.pass(accountId);
    int sum = seen.balance() + points;
    return accounts.write(
        accountId,
        write -> {
          write.basedOn(seen.version(), seen.balance());
          long version =
              jdbc.sql(
                      "UPDATE loyalty_account SET balance = ?, version = version + 1"
                          + " WHERE account_id = ? RETURNING version")
                  .params(sum, accountId)
                  .query(Long.class)
                  .single();
          write.left(version, sum);
          return sum;
        });
  }
}
