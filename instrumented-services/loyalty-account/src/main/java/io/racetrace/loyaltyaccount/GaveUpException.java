package io.racetrace.loyaltyaccount;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The change was not made, since others changed the account during each attempt. */
@ResponseStatus(HttpStatus.CONFLICT)
public final class GaveUpException extends RuntimeException {
  GaveUpException(String accountId, int attempts) {
    super("account " + accountId + " was changed by others during all " + attempts + " attempts");
  }
}
