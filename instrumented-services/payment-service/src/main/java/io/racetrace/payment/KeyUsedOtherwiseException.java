package io.racetrace.payment;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The idempotency key stands for another payment already. */
@ResponseStatus(HttpStatus.UNPROCESSABLE_CONTENT)
final class KeyUsedOtherwiseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyUsedOtherwiseException(String idempotencyKey) {
    super("the idempotency key " + idempotencyKey + " stands for another payment");
  }
}
