package io.racetrace.loyaltyaccount;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The accounts as their owner shows them to other services, and changes them on their behalf. */
@Component
public class OwnedAccounts {
  /** The form in which the version that somebody based a balance on decides. */
  public static final String CHECKED = "version-checked";

  /** The form in which that version is accepted, and ignored. */
  public static final String IGNORED = "version-ignored";

  private final JdbcClient jdbc;
  private final Forms forms;
  private final Contention contention;
  private final StatedAccess accounts;

  OwnedAccounts(JdbcClient jdbc, Forms forms, Contention contention, OpenTelemetry openTelemetry) {
    this.jdbc = jdbc;
    this.forms = forms;
    this.contention = contention;
    this.accounts = StatedAccess.to("loyalty_account", "balance", openTelemetry);
  }

  /**
   * @throws UnknownAccountException when there is no such account
   */
  public Account read(String accountId) {
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
          return new Account(account.balance(), account.version());
        });
  }

  /**
   * Sets a balance.
   *
   * @param computed the balance, and the version of the account that it was computed from
   * @return whether that was done; if not, the account has another version by now
   */
  public boolean write(String accountId, Account computed) {
    boolean checked = forms.current().equals(CHECKED);
    return accounts.write(
        accountId,
        write -> {
          write.basedOnVersion(computed.version());
          if (checked) {
            write.guardedBy(Guard.VERSION_PREDICATE);
          }
          Optional<Long> version =
              (checked ? updateIf(accountId, computed) : update(accountId, computed))
                  .query(Long.class)
                  .optional();
          version.ifPresentOrElse(left -> write.left(left, computed.balance()), write::hitNoRow);
          if (version.isEmpty()) {
            contention.conflict();
          }
          return version.isPresent();
        });
  }

  private JdbcClient.StatementSpec updateIf(String accountId, Account computed) {
    return jdbc.sql(
            "UPDATE loyalty_account SET balance = ?, version = version + 1"
                + " WHERE account_id = ? AND version = ? RETURNING version")
        .params(computed.balance(), accountId, computed.version());
  }

  private JdbcClient.StatementSpec update(String accountId, Account computed) {
    return jdbc.sql(
            "UPDATE loyalty_account SET balance = ?, version = version + 1"
                + " WHERE account_id = ? RETURNING version")
        .params(computed.balance(), accountId);
  }

  /**
   * An account as it travels between services.
   *
   * @param balance in points
   * @param version of the account that this shows, or that the balance was computed from
   */
  public record Account(int balance, long version) {}
}
