package io.racetrace.loyaltyaccount;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A safe form, and the simplest: the database adds, to whatever the balance is at that moment. */
final class AtomicStatement implements BalanceChange {
  private final JdbcClient jdbc;
  private final StatedAccess accounts;
  private final DrillGate gate;

  AtomicStatement(JdbcClient jdbc, StatedAccess accounts, DrillGate gate) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.gate = gate;
  }

  @Override
  public String form() {
    return "atomic-statement";
  }

  @Override
  public int add(String accountId, int points) {
    gate.pass(accountId);
    return accounts.write(
        accountId,
        write -> {
          write.guardedBy(Guard.ATOMIC_STATEMENT);
          LoyaltyAccount left =
              jdbc.sql(
                      "UPDATE loyalty_account SET balance = balance + ?, version = version + 1"
                          + " WHERE account_id = ? RETURNING balance, version")
                  .params(points, accountId)
                  .query(LoyaltyAccount.class)
                  .optional()
                  .orElseThrow(() -> new UnknownAccountException(accountId));
          write.left(left.version(), left.balance());
          return left.balance();
        });
  }
}
