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

  /** Counts one heartbeat, whatever stands there by now. */
  void write(Presence seen, double temperature) {
    int heartbeats = seen.heartbeats() + 1;
    transaction.executeWithoutResult(
        status -> {
          note(seen.deviceId(), temperature);
          presences.write(
              seen.deviceId(),
              write -> {
                write.basedOn(seen.version(), seen.heartbeats());
                long version =
                    jdbc.sql(
                            "UPDATE device_presence SET heartbeats = ?, version = version + 1"
                                + " WHERE device_id = ? RETURNING version")
                        .params(heartbeats, seen.deviceId())
                        .query(Long.class)
                        .single();
                return write.left(version, heartbeats);
              });
        });
  }

  /**
   * Counts one heartbeat, and the row is whole; unless somebody wrote since it was seen, who had no
   * lease and so did not wait. Whoever finds a degraded row counts all heartbeats again.
   *
   * @return whether it was written
   */
  boolean writeWhole(Presence seen, double temperature) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              note(seen.deviceId(), temperature);
              int heartbeats = seen.degraded() ? count(seen.deviceId()) : seen.heartbeats() + 1;
              boolean isWritten =
                  presences.write(
                      seen.deviceId(),
                      write -> {
                        write
                            .guardedBy(Guard.LEASE, Guard.VERSION_PREDICATE)
                            .basedOn(seen.version(), seen.heartbeats());
                        Optional<Long> version =
                            jdbc.sql(
                                    "UPDATE device_presence SET heartbeats = ?, degraded = false,"
                                        + " version = version + 1"
                                        + " WHERE device_id = ? AND version = ? RETURNING version")
                                .params(heartbeats, seen.deviceId(), seen.version())
                                .query(Long.class)
                                .optional();
                        version.ifPresentOrElse(
                            left -> write.left(left, heartbeats), write::hitNoRow);
                        return version.isPresent();
                      });
              if (!isWritten) {
                status.setRollbackOnly();
              }
              return isWritten;
            }));
  }

  /**
   * Keeps the heartbeat, which needs nothing that was there before, and marks the row, whose count
   * is left as it is.
   */
  void writeDegraded(String deviceId, double temperature) {
    transaction.executeWithoutResult(
        status -> {
          note(deviceId, temperature);
          jdbc.sql(
                  "UPDATE device_presence SET degraded = true, version = version + 1"
                      + " WHERE device_id = ?")
              .param(deviceId)
              .update();
        });
  }

  private void note(String deviceId, double temperature) {
    jdbc.sql("INSERT INTO device_heartbeat (id, device_id, temperature) VALUES (?, ?, ?)")
        .params(UUID.randomUUID(), deviceId, temperature)
        .update();
  }

  private int count(String deviceId) {
    return jdbc.sql("SELECT count(*) FROM device_heartbeat WHERE device_id = ?")
        .param(deviceId)
        .query(Integer.class)
        .single();
  }
}
