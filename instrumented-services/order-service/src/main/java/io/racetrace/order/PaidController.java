package io.racetrace.order;

import io.racetrace.servicebase.drill.DrillGate;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says whether a customer has paid for anything. The payment provider that knows takes 3 s for
 * that; here it is a stub, scaled down by ten.
 */
@RestController
class PaidController {
  private static final Duration PROVIDER = Duration.ofMillis(300);

  private final DrillGate gate;

  PaidController(DrillGate gate) {
    this.gate = gate;
  }

  @GetMapping("/orders/{accountId}/paid")
  boolean paid(@PathVariable String accountId) {
    gate.pass("paid-" + accountId);
    LockSupport.parkNanos(PROVIDER.toNanos());
    return true;
  }
}
