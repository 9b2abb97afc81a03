package io.racetrace.healthrecord;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no such device. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public final class UnknownDeviceException extends RuntimeException {
  UnknownDeviceException(String deviceId) {
    super("there is no device " + deviceId);
  }
}
