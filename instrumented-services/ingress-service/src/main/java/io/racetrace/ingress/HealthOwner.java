package io.racetrace.ingress;

import io.racetrace.healthrecord.HealthChange;
import io.racetrace.healthrecord.HealthChanges;
import io.racetrace.servicebase.form.Forms;
import org.springframework.stereotype.Component;

/** Changes health records as their owner does in the form of the present unit of work. */
@Component
class HealthOwner {
  private final HealthChanges changes;
  private final Forms forms;

  HealthOwner(HealthChanges changes, Forms forms) {
    this.changes = changes;
    this.forms = forms;
  }

  /**
   * @throws io.racetrace.healthrecord.UnknownDeviceException when there is no such device
   */
  void change(String deviceId, HealthChange change) {
    switch (forms.current()) {
      case "single-owner" -> changes.asOwner(deviceId, change);
      case "replicas-row-lock" -> changes.asOwner(deviceId, change);
      case "replicas-version-column" -> changes.checkingVersion(deviceId, change);
      case "replicas-lease" -> changes.underLease(deviceId, change);
      default -> changes.readThenWrite(deviceId, change);
    }
  }
}
