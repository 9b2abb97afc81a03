package io.racetrace.ingress.limit;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The door for alarm limits. */
@RestController
class LimitController {
  private final AlarmLimits limits;

  LimitController(AlarmLimits limits) {
    this.limits = limits;
  }

  /** A device's limit, in degrees; 404 where there is no such device. */
  @GetMapping("/devices/{deviceId}/limit")
  long limit(@PathVariable String deviceId) {
    return limits.limit(deviceId);
  }

  /** One degree more. */
  @PostMapping("/devices/{deviceId}/limit/raise")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void raise(@PathVariable String deviceId) {
    limits.raise(deviceId);
  }
}
