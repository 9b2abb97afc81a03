package io.racetrace.loyaltyaccount;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A safe form, and the simplest: the database adds, to whatever the balance is at that moment. */
final class AtomicStatement implements BalanceChange {
  private final String form;
  private final JdbcClient jdbc;
  private final StatedAccess accounts;
  private final DrillGate gate;
  private final Contention contention;

  AtomicStatement(
      String form, JdbcClient jdbc, StatedAccess accounts, DrillGate gate, Contention contention) {
    this.form = form;
    this.jdbc = jdbc;
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
    gate.pass(accountId);
    contention.attempt();
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
