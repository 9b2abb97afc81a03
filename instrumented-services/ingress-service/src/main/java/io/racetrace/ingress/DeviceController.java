package io.racetrace.ingress;

import io.racetrace.healthrecord.HealthChange;
import io.racetrace.servicebase.event.EventPublisher;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The devices' door, and the one for services that want the owner to change a health record. */
@RestController
class DeviceController {
  private final EventPublisher events;
  private final HealthOwner owner;

  DeviceController(EventPublisher events, HealthOwner owner) {
    this.events = events;
    this.owner = owner;
  }

  /** Accepts telemetry; the health record follows later, on the event path. */
  @PostMapping("/devices/{deviceId}/telemetry")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void report(@PathVariable String deviceId, @RequestBody Telemetry telemetry) {
    events.publish(
        IngressService.TELEMETRY,
        Map.of("deviceId", deviceId, "temperature", Double.toString(telemetry.temperature())));
  }

  /** Changes a health record before it answers; 404 where there is no such device. */
  @PostMapping("/devices/{deviceId}/changes")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void change(@PathVariable String deviceId, @RequestBody HealthChange change) {
    owner.change(deviceId, change);
  }

  /**
   * @param temperature in degrees Celsius
   */
  record Telemetry(double temperature) {}
}
