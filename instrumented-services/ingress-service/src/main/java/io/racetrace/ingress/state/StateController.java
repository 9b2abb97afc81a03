package io.racetrace.ingress.state;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The door for reports. */
@RestController
class StateController {
  private final ReportStreams streams;

  StateController(ReportStreams streams) {
    this.streams = streams;
  }

  /** Accepts a report; the device's state follows later, on the event path. */
  @PostMapping("/devices/{deviceId}/states")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void report(@PathVariable String deviceId, @RequestBody State state) {
    streams.publish(new Report(deviceId, state.sequence(), state.status()));
  }

  /**
   * @param sequence the device's own count of its reports
   */
  record State(long sequence, String status) {}
}
