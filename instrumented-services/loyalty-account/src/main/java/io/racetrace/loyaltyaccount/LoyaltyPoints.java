package io.racetrace.loyaltyaccount;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.statedaccess.StatedAccess;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Adds points to accounts, in the form of the present unit of work. */
@Component
public class LoyaltyPoints {
  private final Forms forms;
  private final Map<String, BalanceChange> changesByForm;

  LoyaltyPoints(
      Forms forms,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      DrillGate gate,
      OpenTelemetry openTelemetry) {
    StatedAccess accounts = StatedAccess.to("loyalty_account", "balance", openTelemetry);
    this.forms = forms;
    this.changesByForm =
        Stream.of(
                new ReadThenWrite(jdbc, accounts, gate),
                new VersionColumn(jdbc, accounts, gate),
                new RowLock(jdbc, transaction, accounts, gate),
                new AtomicStatement(jdbc, accounts, gate))
            .collect(Collectors.toMap(BalanceChange::form, Function.identity()));
  }

  /**
   * Adds points to an account.
   *
   * @return the balance as this change believes to have left it
   * @throws UnknownAccountException when there is no such account
   * @throws GaveUpException when others were quicker each time
   */
  public int add(String accountId, int points) {
    return Objects.requireNonNull(changesByForm.get(forms.current())).add(accountId, points);
  }
}
