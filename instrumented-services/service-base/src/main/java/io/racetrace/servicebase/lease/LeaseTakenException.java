package io.racetrace.servicebase.lease;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** Others hold the lease, and did for longer than somebody was willing to wait. */
@ResponseStatus(HttpStatus.CONFLICT)
public final class LeaseTakenException extends RuntimeException {
  LeaseTakenException(String key) {
    super("others hold " + key);
  }
}
