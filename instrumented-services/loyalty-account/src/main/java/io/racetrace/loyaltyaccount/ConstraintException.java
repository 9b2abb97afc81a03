package io.racetrace.loyaltyaccount;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The database refused the balance that the change would have left. */
@ResponseStatus(HttpStatus.CONFLICT)
public final class ConstraintException extends RuntimeException {
  ConstraintException(String accountId, Throwable refusal) {
    super("account " + accountId + " may not have the balance that this would leave", refusal);
  }
}
