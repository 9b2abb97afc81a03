package io.racetrace.loyaltyaccount;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A safe form: the read locks the row, and whoever comes next waits for the commit. Nothing slow
 * may stand between the two, for it would stand in everybody's way.
 */
final class RowLock implements BalanceChange {
  private final String form;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final StatedAccess accounts;
  private final DrillGate gate;
  private final Contention contention;

  RowLock(
      String form,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      StatedAccess accounts,
      DrillGate gate,
      Contention contention) {
    this.form = form;
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
    return add(accountId, points, () -> {});
  }

  /**
   * @param underLock done between the read and the write, while all others wait
   */
  int add(String accountId, int points, Runnable underLock) {
    contention.attempt();
    long[] locked = new long[1];
    int sum =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  long asked = System.nanoTime();
                  LoyaltyAccount seen = readLocked(accountId);
                  locked[0] = System.nanoTime();
                  contention.waited(Contention.ROW, locked[0] - asked);
                  gate.pass(accountId);
                  underLock.run();
                  return write(accountId, seen, seen.balance() + points);
                }));
    contention.held(Contention.ROW, System.nanoTime() - locked[0]);
    return sum;
  }

  private LoyaltyAccount readLocked(String accountId) {
    return accounts.read(
        accountId,
        read -> {
          read.guardedBy(Guard.ROW_LOCK);
          LoyaltyAccount account =
              jdbc.sql(
                      "SELECT balance, version FROM loyalty_account"
                          + " WHERE account_id = ? FOR UPDATE")
                  .param(accountId)
                  .query(LoyaltyAccount.class)
                  .optional()
                  .orElseThrow(() -> new UnknownAccountException(accountId));
          read.saw(account.version(), account.balance());
          return account;
        });
  }

  private int write(String accountId, LoyaltyAccount seen, int sum) {
    return accounts.write(
        accountId,
        write -> {
          write.guardedBy(Guard.ROW_LOCK).basedOn(seen.version(), seen.balance());
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
