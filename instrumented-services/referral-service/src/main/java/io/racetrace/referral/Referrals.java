package io.racetrace.referral;

import io.racetrace.loyaltyaccount.LoyaltyPoints;
import io.racetrace.loyaltyaccount.OwnedAccounts;
import io.racetrace.loyaltyaccount.OwnedAccounts.Account;
import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.servicebase.telemetry.Contention;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** What becomes of a referral, in the form of the present request. */
@Component
class Referrals {
  private static final int POINTS = 400;
  private static final int ATTEMPTS = 4;
  private static final long LONGEST_PAUSE = 10_000_000;

  private final Forms forms;
  private final LoyaltyPoints loyalty;
  private final OrderServiceClient orders;
  private final DrillGate gate;
  private final Contention contention;

  Referrals(
      Forms forms,
      LoyaltyPoints loyalty,
      OrderServiceClient orders,
      DrillGate gate,
      Contention contention) {
    this.forms = forms;
    this.loyalty = loyalty;
    this.orders = orders;
    this.gate = gate;
    this.contention = contention;
  }

  /** Gives the points; the balance as it is believed to be then. */
  int activate(String accountId) {
    return switch (forms.current()) {
      case OwnedAccounts.IGNORED, OwnedAccounts.CHECKED -> activateAtOwner(accountId);
      case "lock-across-call" -> loyalty.addLocked(accountId, POINTS, () -> requirePaid(accountId));
      case "call-before-lock" -> {
        requirePaid(accountId);
        yield loyalty.addLocked(accountId, POINTS, () -> {});
      }
      default -> loyalty.add(accountId, POINTS);
    };
  }

  /** The owner is told the version that the sum was computed from; what it makes of that shows. */
  private int activateAtOwner(String accountId) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Account seen = orders.account(accountId);
      gate.pass(accountId);
      Account computed = new Account(seen.balance() + POINTS, seen.version());
      if (orders.write(accountId, computed)) {
        return computed.balance();
      }
      contention.conflict();
      if (attempt < ATTEMPTS) {
        contention.retry();
      }
      // With jitter, so that those who collided do not meet again.
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE));
    }
    contention.gaveUp();
    throw new ResponseStatusException(
        HttpStatus.CONFLICT, "account " + accountId + " changed during all attempts");
  }

  private void requirePaid(String accountId) {
    if (!orders.hasPaid(accountId)) {
      throw new ResponseStatusException(HttpStatus.CONFLICT, "nothing was paid for yet");
    }
  }
}
