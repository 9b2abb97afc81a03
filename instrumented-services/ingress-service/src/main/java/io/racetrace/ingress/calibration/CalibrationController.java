package io.racetrace.ingress.calibration;

import io.racetrace.servicebase.form.Forms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The door for calibrations. */
@RestController
class CalibrationController {
  private final Forms forms;
  private final Map<String, Calibration> byForm;

  CalibrationController(Forms forms, List<Calibration> calibrations) {
    this.forms = forms;
    this.byForm =
        calibrations.stream().collect(Collectors.toMap(Calibration::form, Function.identity()));
  }

  /** Calibrates a device before it answers; 409 where others were quicker each time. */
  @PostMapping("/devices/{deviceId}/calibrations")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void calibrate(@PathVariable String deviceId, @RequestBody Work work) {
    Objects.requireNonNull(byForm.get(forms.current()), "a form without calibrations")
        .calibrate(deviceId, Duration.ofMillis(work.millis()));
  }

  /**
   * @param millis how long the device takes
   */
  record Work(long millis) {}
}
