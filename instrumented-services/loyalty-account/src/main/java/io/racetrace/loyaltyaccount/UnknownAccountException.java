package io.racetrace.loyaltyaccount;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no such account. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public final class UnknownAccountException extends RuntimeException {
  UnknownAccountException(String accountId) {
    super("there is no account " + accountId);
  }
}
