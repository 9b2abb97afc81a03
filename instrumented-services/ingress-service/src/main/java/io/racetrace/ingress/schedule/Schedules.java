package io.racetrace.ingress.schedule;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.Guard;
import io.racetrace.statedaccess.StatedAccess;
import io.racetrace.statedaccess.StatedWrite;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.server.ResponseStatusException;

/** What the leader does at each tick. */
@Component
class Schedules {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Leaderships leaderships;
  private final DrillGate gate;
  private final Forms forms;
  private final Contention contention;
  private final StatedAccess schedules;

  Schedules(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Leaderships leaderships,
      DrillGate gate,
      Forms forms,
      Contention contention,
      OpenTelemetry openTelemetry) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.leaderships = leaderships;
    this.gate = gate;
    this.forms = forms;
    this.contention = contention;
    this.schedules = StatedAccess.to("schedule", "ticks", openTelemetry);
  }

  /**
   * Counts a tick, if this one leads, or believes so.
   *
   * @throws ResponseStatusException with 409 where it does not, or the row says so
   */
  void tick(String scheduleId) {
    long epoch =
        leaderships
            .current()
            .epoch()
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.CONFLICT, "does not lead"));
    boolean isFenced = forms.current().endsWith("-fencing-token");
    Schedule seen = isFenced ? readFenced(scheduleId, epoch) : read(scheduleId);
    // Whoever is paused here for longer than its session lasts still believes that it leads.
    gate.pass(scheduleId);
    boolean isWritten =
        Boolean.TRUE.equals(
            transaction.execute(
                status -> isFenced ? writeFenced(seen, epoch) : write(seen, epoch)));
    if (!isWritten) {
      contention.conflict();
      throw new ResponseStatusException(HttpStatus.CONFLICT, "a later leader has written");
    }
  }

  /** Leaves the leader's epoch in the row, and reads it: no earlier leader writes from then on. */
  private Schedule readFenced(String scheduleId, long epoch) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              int rows =
                  jdbc.sql(
                          "UPDATE schedule SET leader_epoch = ?"
                              + " WHERE schedule_id = ? AND leader_epoch <= ?")
                      .params(epoch, scheduleId, epoch)
                      .update();
              if (rows == 0) {
                throw new ResponseStatusException(HttpStatus.CONFLICT, "a later one leads");
              }
              return read(scheduleId);
            }));
  }

  private Schedule read(String scheduleId) {
    return schedules.read(
        scheduleId,
        read -> {
          Schedule schedule =
              jdbc.sql("SELECT schedule_id, ticks, version FROM schedule WHERE schedule_id = ?")
                  .param(scheduleId)
                  .query(Schedule.class)
                  .optional()
                  .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
          read.saw(schedule.version(), schedule.ticks());
          return schedule;
        });
  }

  /** Takes the leader's word. */
  private boolean write(Schedule seen, long epoch) {
    return schedules.write(
        seen.scheduleId(),
        write ->
            wrote(
                seen,
                epoch,
                write,
                jdbc.sql(
                        "UPDATE schedule SET ticks = ?, leader_epoch = ?, version = version + 1"
                            + " WHERE schedule_id = ? RETURNING version")
                    .params(seen.ticks() + 1, epoch, seen.scheduleId())
                    .query(Long.class)
                    .optional()));
  }

  /** Takes nobody's word: the row knows the last leader that has written. */
  private boolean writeFenced(Schedule seen, long epoch) {
    return schedules.write(
        seen.scheduleId(),
        write ->
            wrote(
                seen,
                epoch,
                write.guardedBy(Guard.LEASE),
                jdbc.sql(
                        "UPDATE schedule SET ticks = ?, leader_epoch = ?, version = version + 1"
                            + " WHERE schedule_id = ? AND leader_epoch <= ? RETURNING version")
                    .params(seen.ticks() + 1, epoch, seen.scheduleId(), epoch)
                    .query(Long.class)
                    .optional()));
  }

  private boolean wrote(Schedule seen, long epoch, StatedWrite write, Optional<Long> version) {
    write.basedOn(seen.version(), seen.ticks());
    if (version.isEmpty()) {
      write.hitNoRow();
      return false;
    }
    write.left(version.get(), seen.ticks() + 1);
    jdbc.sql("INSERT INTO schedule_tick (schedule_id, leader_epoch) VALUES (?, ?)")
        .params(seen.scheduleId(), epoch)
        .update();
    return true;
  }

  /**
   * A row of the table.
   *
   * @param version counts the writes of the row
   */
  record Schedule(String scheduleId, int ticks, long version) {}
}
