package io.racetrace.ingress.state;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Applies reports to {@code device_state}. */
@Component
class DeviceStates {
  private final JdbcClient jdbc;
  private final Forms forms;
  private final DrillGate gate;
  private final Contention contention;
  private final StatedAccess states;

  DeviceStates(
      JdbcClient jdbc,
      Forms forms,
      DrillGate gate,
      Contention contention,
      OpenTelemetry openTelemetry) {
    this.jdbc = jdbc;
    this.forms = forms;
    this.gate = gate;
    this.contention = contention;
    this.states = StatedAccess.to("device_state", "event_seq", openTelemetry);
  }

  void apply(Report report) {
    gate.pass(report.deviceId());
    if (forms.current().equals("order-version-guard")) {
      replaceOlder(report);
    } else {
      replace(report);
    }
    jdbc.sql("INSERT INTO device_report (id, device_id, report) VALUES (?, ?, ?)")
        .params(UUID.randomUUID(), report.deviceId(), report.sequence())
        .update();
  }

  /** Right only where reports come in their order. */
  private void replace(Report report) {
    states.write(
        report.deviceId(),
        write -> {
          jdbc.sql("UPDATE device_state SET status = ?, event_seq = ? WHERE device_id = ?")
              .params(report.status(), report.sequence(), report.deviceId())
              .update();
          return write.leftValue(report.sequence());
        });
  }

  /** In whatever order reports come: the older one is dropped. */
  private void replaceOlder(Report report) {
    states.write(
        report.deviceId(),
        write -> {
          write.guardedBy(Guard.VERSION_PREDICATE);
          int rows =
              jdbc.sql(
                      "UPDATE device_state SET status = ?, event_seq = ?"
                          + " WHERE device_id = ? AND event_seq < ?")
                  .params(report.status(), report.sequence(), report.deviceId(), report.sequence())
                  .update();
          if (rows == 0) {
            contention.conflict();
            return write.hitNoRow();
          }
          return write.leftValue(report.sequence());
        });
  }
}
