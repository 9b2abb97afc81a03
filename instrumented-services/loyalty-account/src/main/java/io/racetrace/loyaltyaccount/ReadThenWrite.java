package io.racetrace.loyaltyaccount;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.statedaccess.StatedAccess;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The racy form. It reads the balance, adds the points in memory, and writes the sum over whatever
 * stands there by then. The version is counted, but nobody compares it.
 */
final class ReadThenWrite implements BalanceChange {
  private final String form;
  private final JdbcClient jdbc;
  private final StatedAccess accounts;
  private final DrillGate gate;

  ReadThenWrite(String form, JdbcClient jdbc, StatedAccess accounts, DrillGate gate) {
    this.form = form;
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.gate = gate;
  }

  @Override
  public String form() {
    return form;
  }

  @Override
  public int add(String accountId, int points) {
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
