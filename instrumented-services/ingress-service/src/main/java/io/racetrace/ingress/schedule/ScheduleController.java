package io.racetrace.ingress.schedule;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The door of the scheduler; the clock that ticks is outside. */
@RestController
class ScheduleController {
  private final Schedules schedules;
  private final Leaderships leaderships;

  ScheduleController(Schedules schedules, Leaderships leaderships) {
    this.schedules = schedules;
    this.leaderships = leaderships;
  }

  /** 409 where another one leads, or has led meanwhile. */
  @PostMapping("/schedules/{scheduleId}/ticks")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void tick(@PathVariable String scheduleId) {
    schedules.tick(scheduleId);
  }

  /** Whether this one leads, as far as it knows. */
  @GetMapping("/lab/leadership")
  boolean leads() {
    return leaderships.current().epoch().isPresent();
  }

  @PutMapping("/lab/leadership")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void join() {
    leaderships.current().join();
  }

  @DeleteMapping("/lab/leadership")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void resign() {
    leaderships.current().resign();
  }
}
