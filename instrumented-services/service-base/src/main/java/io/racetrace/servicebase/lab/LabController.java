package io.racetrace.servicebase.lab;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.event.EventCounts;
import io.racetrace.servicebase.form.FormDataSource;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.servicebase.telemetry.SpanCount;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the lab asks and tells a service while it runs. All answers are plain text; none of these
 * requests leaves a span.
 */
@RestController
@RequestMapping("/lab")
public class LabController {
  private final Forms forms;
  private final FormDataSource dataSource;
  private final DrillGate gate;
  private final EventCounts events;
  private final SpanCount spans;
  private final Contention contention;

  LabController(
      Forms forms,
      FormDataSource dataSource,
      DrillGate gate,
      EventCounts events,
      SpanCount spans,
      Contention contention) {
    this.forms = forms;
    this.dataSource = dataSource;
    this.gate = gate;
    this.events = events;
    this.spans = spans;
    this.contention = contention;
  }

  @GetMapping("/ready")
  String ready() {
    return "ready";
  }

  @GetMapping("/form")
  String form() {
    return forms.selected();
  }

  /** Switches the form, and opens its database; 400 for a form that this service does not know. */
  @PutMapping("/form")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void selectForm(@RequestBody String form) {
    forms.select(form);
    dataSource.openSelected();
  }

  @PutMapping("/gate/{recordKey}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void armGate(@PathVariable String recordKey) {
    gate.arm(recordKey);
  }

  @GetMapping("/gate/{recordKey}")
  boolean gateHolds(@PathVariable String recordKey) {
    return gate.holds(recordKey);
  }

  @DeleteMapping("/gate/{recordKey}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void releaseGate(@PathVariable String recordKey) {
    gate.release(recordKey);
  }

  /** Events that were published here and are neither processed nor given up yet. */
  @GetMapping("/events/open")
  long openEvents() {
    return events.open();
  }

  /** Events that were given up, all attempts spent. */
  @GetMapping("/events/dead")
  long deadEvents() {
    return events.deadLettered();
  }

  /** Events that are being handled here right now, whoever published them. */
  @GetMapping("/events/busy")
  long busyEvents() {
    return events.busy();
  }

  /** Lines of a metric's name and its sum since the start. */
  @GetMapping("/metrics")
  String metrics() {
    StringBuilder lines = new StringBuilder();
    contention
        .sums()
        .forEach((name, sum) -> lines.append(name).append(' ').append(sum).append('\n'));
    return lines.toString();
  }

  @GetMapping("/spans")
  long spans() {
    return spans.ended();
  }

  @ExceptionHandler(IllegalArgumentException.class)
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  String refuse(IllegalArgumentException failure) {
    return String.valueOf(failure.getMessage());
  }
}
