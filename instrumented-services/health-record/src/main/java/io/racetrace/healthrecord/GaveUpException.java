package io.racetrace.healthrecord;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The change was not made, since others changed the record during each attempt. */
@ResponseStatus(HttpStatus.CONFLICT)
public final class GaveUpException extends RuntimeException {
  GaveUpException(String deviceId, int attempts) {
    super("device " + deviceId + " was changed by others during all " + attempts + " attempts");
  }
}
