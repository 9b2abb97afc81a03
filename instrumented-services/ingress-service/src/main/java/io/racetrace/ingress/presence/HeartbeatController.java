package io.racetrace.ingress.presence;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The door for heartbeats. */
@RestController
class HeartbeatController {
  private final Presences presences;

  HeartbeatController(Presences presences) {
    this.presences = presences;
  }

  /** Notes a heartbeat before it answers. */
  @PostMapping("/devices/{deviceId}/heartbeats")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void beat(@PathVariable String deviceId, @RequestBody Heartbeat heartbeat) {
    presences.beat(deviceId, heartbeat.temperature());
  }

  /**
   * @param temperature in degrees Celsius
   */
  record Heartbeat(double temperature) {}
}
