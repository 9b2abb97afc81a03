package io.racetrace.ingress.presence;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.server.ResponseStatusException;

/** The statements on {@code device_presence} and its journal, each access of a row stated. */
@Component
class PresenceRows {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final StatedAccess presences;

  PresenceRows(JdbcClient jdbc, TransactionTemplate transaction, OpenTelemetry openTelemetry) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.presences = StatedAccess.to("device_presence", "heartbeats", openTelemetry);
  }

  Presence read(String deviceId, Guard... guards) {
    return presences.read(
        deviceId,
        read -> {
          if (guards.length > 0) {
            read.guardedBy(guards);
          }
          Presence presence =
              jdbc.sql(
                      "SELECT device_id, heartbeats, degraded, version FROM device_presence"
                          + " WHERE device_id = ?")
                  .param(deviceId)
                  .query(Presence.class)
                  .optional()
                  .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
          read.saw(presence.version(), presence.heartbeats());
          return presence;
        });
  }

  /** Writes one heartbeat, whatever stands there by now. */
  void write(Presence seen, double temperature) {
    int heartbeats = seen.heartbeats() + 1;
    transaction.executeWithoutResult(
        status -> {
          presences.write(
              seen.deviceId(),
              write -> {
                write.basedOn(seen.version(), seen.heartbeats());
                long version =
                    jdbc.sql(
                            "UPDATE device_presence SET temperature = ?, heartbeats = ?,"
                                + " version = version + 1 WHERE device_id = ? RETURNING version")
                        .params(temperature, heartbeats, seen.deviceId())
                        .query(Long.class)
                        .single();
                return write.left(version, heartbeats);
              });
          note(seen.deviceId());
        });
  }

  /**
   * Writes one heartbeat, and the row is whole; unless somebody wrote since it was seen, who had no
   * lease and so did not wait.
   *
   * @return whether it was written
   */
  boolean writeWhole(Presence seen, double temperature, int heartbeats) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              boolean isWritten =
                  presences.write(
                      seen.deviceId(),
                      write -> {
                        write
                            .guardedBy(Guard.LEASE, Guard.VERSION_PREDICATE)
                            .basedOn(seen.version(), seen.heartbeats());
                        Optional<Long> version =
                            jdbc.sql(
                                    "UPDATE device_presence SET temperature = ?, heartbeats = ?,"
                                        + " degraded = false, version = version + 1"
                                        + " WHERE device_id = ? AND version = ? RETURNING version")
                                .params(temperature, heartbeats, seen.deviceId(), seen.version())
                                .query(Long.class)
                                .optional();
                        version.ifPresentOrElse(
                            left -> write.left(left, heartbeats), write::hitNoRow);
                        return version.isPresent();
                      });
              if (isWritten) {
                note(seen.deviceId());
              }
              return isWritten;
            }));
  }

  /**
   * Writes the temperature alone, which needs nothing that was there before, and marks the row. It
   * is not stated, for the count is not touched.
   */
  void writeDegraded(String deviceId, double temperature) {
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql(
                  "UPDATE device_presence SET temperature = ?, degraded = true,"
                      + " version = version + 1 WHERE device_id = ?")
              .params(temperature, deviceId)
              .update();
          note(deviceId);
        });
  }

  private void note(String deviceId) {
    jdbc.sql("INSERT INTO device_heartbeat (id, device_id) VALUES (?, ?)")
        .params(UUID.randomUUID(), deviceId)
        .update();
  }

  /** Counts the heartbeats again, from the journal. */
  int count(String deviceId) {
    return jdbc.sql("SELECT count(*) FROM device_heartbeat WHERE device_id = ?")
        .param(deviceId)
        .query(Integer.class)
        .single();
  }
}
