package io.racetrace.loyaltyaccount;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.event.RedisConnections;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.StatedAccess;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Adds points to accounts, in the form of the present unit of work. */
@Component
public class LoyaltyPoints {
  private final Forms forms;
  private final Contention contention;
  private final Map<String, RowLock> locks;
  private final Map<String, BalanceChange> changesByForm;

  LoyaltyPoints(
      Forms forms,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      DrillGate gate,
      RedisConnections redis,
      Contention contention,
      OpenTelemetry openTelemetry) {
    StatedAccess accounts = StatedAccess.to("loyalty_account", "balance", openTelemetry);
    this.forms = forms;
    this.locks =
        Stream.of("row-lock", "hot-row-lock", "lock-across-call", "call-before-lock")
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    form -> new RowLock(form, jdbc, transaction, accounts, gate, contention)));
    this.contention = contention;
    this.changesByForm =
        Stream.concat(
                locks.values().stream(),
                Stream.<BalanceChange>of(
                    new ReadThenWrite("racy", jdbc, accounts, gate),
                    new ReadThenWrite("check-constraint", jdbc, accounts, gate),
                    new OneTransaction(
                        "read-committed",
                        "READ COMMITTED",
                        jdbc,
                        transaction,
                        accounts,
                        gate,
                        contention),
                    new OneTransaction(
                        "repeatable-read",
                        "REPEATABLE READ",
                        jdbc,
                        transaction,
                        accounts,
                        gate,
                        contention),
                    VersionColumn.patient(jdbc, accounts, gate, contention),
                    VersionColumn.impatient(jdbc, accounts, gate, contention),
                    new AtomicStatement("atomic-statement", jdbc, accounts, gate, contention),
                    new AtomicStatement("hot-row-atomic", jdbc, accounts, gate, contention),
                    new AtomicStatement(OwnedAccounts.IGNORED, jdbc, accounts, gate, contention),
                    new AtomicStatement(OwnedAccounts.CHECKED, jdbc, accounts, gate, contention),
                    new AtomicStatement("no-inbox", jdbc, accounts, gate, contention),
                    new AtomicStatement("inbox", jdbc, accounts, gate, contention),
                    new Counter(redis, gate)))
            .collect(Collectors.toMap(BalanceChange::form, Function.identity()));
  }

  /**
   * Adds points to an account.
   *
   * @return the balance as this change believes to have left it; where only a counter was changed,
   *     that counter
   * @throws UnknownAccountException when there is no such account
   * @throws GaveUpException when others were quicker each time
   * @throws ConstraintException when the database refuses the balance that it would leave
   */
  public int add(String accountId, int points) {
    BalanceChange change = Objects.requireNonNull(changesByForm.get(forms.current()));
    try {
      return change.add(accountId, points);
    } catch (DataIntegrityViolationException refused) {
      contention.count("racetrace.sqlstate." + SqlStates.of(refused));
      throw new ConstraintException(accountId, refused);
    }
  }

  /**
   * Adds points to an account in one of the forms that lock its row.
   *
   * @param underLock done while the row is locked
   */
  public int addLocked(String accountId, int points, Runnable underLock) {
    return Objects.requireNonNull(locks.get(forms.current())).add(accountId, points, underLock);
  }
}
