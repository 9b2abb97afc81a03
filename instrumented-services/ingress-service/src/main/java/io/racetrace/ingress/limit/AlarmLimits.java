package io.racetrace.ingress.limit;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.statedaccess.StatedAccess;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** Reads {@code alarm_limit} through the cache, and throws away what it changes. */
@Component
class AlarmLimits {
  private final JdbcClient jdbc;
  private final LimitCache cache;
  private final Forms forms;
  private final DrillGate gate;
  private final StatedAccess limits;

  AlarmLimits(
      JdbcClient jdbc, LimitCache cache, Forms forms, DrillGate gate, OpenTelemetry openTelemetry) {
    this.jdbc = jdbc;
    this.cache = cache;
    this.forms = forms;
    this.gate = gate;
    this.limits = StatedAccess.to("alarm_limit", "degrees", openTelemetry);
  }

  long limit(String deviceId) {
    Long cached = cache.get(deviceId);
    if (cached != null) {
      return cached;
    }
    return forms.current().equals("limit-fill-token") ? fillWithToken(deviceId) : fill(deviceId);
  }

  /** The racy way: between the read and the fill, the row may change and the key be deleted. */
  private long fill(String deviceId) {
    long degrees = read(deviceId);
    gate.pass(deviceId);
    cache.put(deviceId, degrees);
    return degrees;
  }

  /** The token is drawn before the row is read, and every change deletes it. */
  private long fillWithToken(String deviceId) {
    Optional<String> token = cache.tokenOfMiss(deviceId);
    long degrees = read(deviceId);
    gate.pass(deviceId);
    token.ifPresent(drawn -> cache.putIfTokenStands(deviceId, drawn, degrees));
    return degrees;
  }

  private long read(String deviceId) {
    return limits.read(
        deviceId,
        read -> {
          AlarmLimit limit =
              jdbc.sql("SELECT degrees, version FROM alarm_limit WHERE device_id = ?")
                  .param(deviceId)
                  .query(AlarmLimit.class)
                  .optional()
                  .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
          read.saw(limit.version(), limit.degrees());
          return limit.degrees();
        });
  }

  void raise(String deviceId) {
    limits.write(
        deviceId,
        write -> {
          AlarmLimit limit =
              jdbc.sql(
                      "UPDATE alarm_limit SET degrees = degrees + 1, version = version + 1"
                          + " WHERE device_id = ? RETURNING degrees, version")
                  .param(deviceId)
                  .query(AlarmLimit.class)
                  .optional()
                  .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
          return write.left(limit.version(), limit.degrees());
        });
    cache.forget(deviceId);
  }

  /**
   * A row of the table.
   *
   * @param version counts the writes of the row
   */
  record AlarmLimit(long degrees, long version) {}
}
