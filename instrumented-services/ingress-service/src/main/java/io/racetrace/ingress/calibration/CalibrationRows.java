package io.racetrace.ingress.calibration;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.server.ResponseStatusException;

/** The statements on {@code calibration} and its journal, each access stated. */
@Component
class CalibrationRows {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final StatedAccess calibrations;

  CalibrationRows(JdbcClient jdbc, TransactionTemplate transaction, OpenTelemetry openTelemetry) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.calibrations = StatedAccess.to("calibration", "runs", openTelemetry);
  }

  /**
   * Leaves the number of a lease in the row, and reads it. From then on no earlier holder writes.
   *
   * @throws ResponseStatusException with 409 where a later holder has been here
   */
  CalibrationRow readFenced(String deviceId, long fence) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              int rows =
                  jdbc.sql("UPDATE calibration SET fence = ? WHERE device_id = ? AND fence <= ?")
                      .params(fence, deviceId, fence)
                      .update();
              if (rows == 0) {
                throw new ResponseStatusException(HttpStatus.CONFLICT, "the lease was over");
              }
              return read(deviceId);
            }));
  }

  CalibrationRow read(String deviceId) {
    return calibrations.read(
        deviceId,
        read -> {
          CalibrationRow row =
              jdbc.sql(
                      "SELECT device_id, runs, fence, version FROM calibration"
                          + " WHERE device_id = ?")
                  .param(deviceId)
                  .query(CalibrationRow.class)
                  .optional()
                  .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
          read.saw(row.version(), row.runs());
          return row;
        });
  }

  /**
   * Writes one more run, whatever stands there by now.
   *
   * @param fence the number of the writer's lease; 0 where it has none
   */
  void write(CalibrationRow seen, long fence) {
    int runs = seen.runs() + 1;
    transaction.executeWithoutResult(
        status -> {
          calibrations.write(
              seen.deviceId(),
              write -> {
                write.basedOn(seen.version(), seen.runs());
                long version =
                    jdbc.sql(
                            "UPDATE calibration SET runs = ?, fence = ?, version = version + 1"
                                + " WHERE device_id = ? RETURNING version")
                        .params(runs, fence, seen.deviceId())
                        .query(Long.class)
                        .single();
                return write.left(version, runs);
              });
          note(seen.deviceId(), runs, fence);
        });
  }

  /**
   * Writes one more run, unless a later holder of the lease has been here.
   *
   * @return whether it was written
   */
  boolean writeFenced(CalibrationRow seen, long fence) {
    int runs = seen.runs() + 1;
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              boolean isWritten =
                  calibrations.write(
                      seen.deviceId(),
                      write -> {
                        write.guardedBy(Guard.LEASE).basedOn(seen.version(), seen.runs());
                        Optional<Long> version =
                            jdbc.sql(
                                    "UPDATE calibration SET runs = ?, fence = ?,"
                                        + " version = version + 1"
                                        + " WHERE device_id = ? AND fence <= ? RETURNING version")
                                .params(runs, fence, seen.deviceId(), fence)
                                .query(Long.class)
                                .optional();
                        version.ifPresentOrElse(left -> write.left(left, runs), write::hitNoRow);
                        return version.isPresent();
                      });
              if (isWritten) {
                note(seen.deviceId(), runs, fence);
              }
              return isWritten;
            }));
  }

  private void note(String deviceId, int run, long fence) {
    jdbc.sql("INSERT INTO calibration_run (device_id, run, fence) VALUES (?, ?, ?)")
        .params(deviceId, run, fence)
        .update();
  }
}
