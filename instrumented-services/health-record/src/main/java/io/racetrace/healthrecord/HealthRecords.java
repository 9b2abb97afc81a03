package io.racetrace.healthrecord;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The statements on {@code health_record} and its journal, each access stated. */
@Component
class HealthRecords {
  private static final String SELECT =
      "SELECT device_id, status, temperature, changes, version FROM health_record"
          + " WHERE device_id = ?";

  private final JdbcClient jdbc;
  private final StatedAccess records;

  HealthRecords(JdbcClient jdbc, OpenTelemetry openTelemetry) {
    this.jdbc = jdbc;
    this.records = StatedAccess.to("health_record", "changes", openTelemetry);
  }

  HealthRecord read(String deviceId, Guard... guards) {
    return select(deviceId, SELECT, guards);
  }

  /** Reads, and keeps the row locked until the transaction ends. */
  HealthRecord readLocked(String deviceId) {
    return select(deviceId, SELECT + " FOR UPDATE", Guard.ROW_LOCK);
  }

  /** Writes the full row over whatever stands there. */
  void write(HealthRecord basis, HealthRecord changed, Guard... guards) {
    records.write(
        basis.deviceId(),
        write -> {
          if (guards.length > 0) {
            write.guardedBy(guards);
          }
          write.basedOn(basis.version(), basis.changes());
          long version =
              jdbc.sql(
                      "UPDATE health_record SET status = ?, temperature = ?, changes = ?,"
                          + " version = version + 1 WHERE device_id = ? RETURNING version")
                  .params(
                      changed.status(),
                      changed.temperature(),
                      changed.changes(),
                      changed.deviceId())
                  .query(Long.class)
                  .single();
          return write.left(version, changed.changes());
        });
  }

  /** Writes the full row if it has the version that was read; whether it had. */
  boolean writeIfUnchanged(HealthRecord basis, HealthRecord changed) {
    return records.write(
        basis.deviceId(),
        write -> {
          write.guardedBy(Guard.VERSION_PREDICATE).basedOn(basis.version(), basis.changes());
          Optional<Long> version =
              jdbc.sql(
                      "UPDATE health_record SET status = ?, temperature = ?, changes = ?,"
                          + " version = version + 1 WHERE device_id = ? AND version = ?"
                          + " RETURNING version")
                  .params(
                      changed.status(),
                      changed.temperature(),
                      changed.changes(),
                      changed.deviceId(),
                      basis.version())
                  .query(Long.class)
                  .optional();
          version.ifPresentOrElse(left -> write.left(left, changed.changes()), write::hitNoRow);
          return version.isPresent();
        });
  }

  /** Notes a change in the journal. Each entry is a row of its own, so there is nothing to race. */
  void note(HealthRecord changed, String source) {
    jdbc.sql("INSERT INTO health_change (id, device_id, change, source) VALUES (?, ?, ?, ?)")
        .params(UUID.randomUUID(), changed.deviceId(), changed.changes(), source)
        .update();
  }

  private HealthRecord select(String deviceId, String sql, Guard... guards) {
    return records.read(
        deviceId,
        read -> {
          if (guards.length > 0) {
            read.guardedBy(guards);
          }
          HealthRecord record =
              jdbc.sql(sql)
                  .param(deviceId)
                  .query(HealthRecord.class)
                  .optional()
                  .orElseThrow(() -> new UnknownDeviceException(deviceId));
          read.saw(record.version(), record.changes());
          return record;
        });
  }
}
