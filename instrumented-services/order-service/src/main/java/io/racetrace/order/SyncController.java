package io.racetrace.order;

import io.racetrace.loyaltyaccount.CounterSync;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the lab when the rows are up to their counters. */
@RestController
class SyncController {
  private final CounterSync sync;

  SyncController(CounterSync sync) {
    this.sync = sync;
  }

  @GetMapping("/lab/counters/synced")
  boolean synced() {
    return sync.isDone();
  }
}
