package io.racetrace.operator;

import io.racetrace.healthrecord.HealthChange;
import io.racetrace.healthrecord.HealthChanges;
import io.racetrace.servicebase.form.Forms;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The operators' door. */
@RestController
class MaintenanceController {
  private final Forms forms;
  private final HealthChanges changes;
  private final RecordOwner owner;

  MaintenanceController(Forms forms, HealthChanges changes, RecordOwner owner) {
    this.forms = forms;
    this.changes = changes;
    this.owner = owner;
  }

  /**
   * Sends a device to maintenance before it answers: by writing the health record itself, or by
   * asking the service that owns it. 404 where there is no such device, 502 where the owner failed.
   */
  @PostMapping("/devices/{deviceId}/maintenance")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void begin(@PathVariable String deviceId) {
    if (forms.current().equals("single-owner")) {
      owner.change(deviceId, HealthChange.maintenance());
    } else {
      changes.readThenWrite(deviceId, HealthChange.maintenance());
    }
  }
}
