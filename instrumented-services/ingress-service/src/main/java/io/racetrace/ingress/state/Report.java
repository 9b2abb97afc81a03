package io.racetrace.ingress.state;

import io.racetrace.servicebase.event.Event;
import java.util.Map;

/**
 * What a device says of itself.
 *
 * @param sequence the device's own count of its reports
 */
record Report(String deviceId, long sequence, String status) {

  static Report of(Event event) {
    return new Report(
        event.field("deviceId"), Long.parseLong(event.field("sequence")), event.field("status"));
  }

  Map<String, String> fields() {
    return Map.of("deviceId", deviceId, "sequence", Long.toString(sequence), "status", status);
  }
}
