package io.racetrace.signup;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is a member with this e-mail address. */
@ResponseStatus(HttpStatus.CONFLICT)
final class EmailTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmailTakenException(String email) {
    super("there is a member with the address " + email);
  }
}
