package io.racetrace.order;

import io.racetrace.servicebase.event.EventPublisher;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The orders' door. */
@RestController
class OrderController {
  private final EventPublisher events;

  OrderController(EventPublisher events) {
    this.events = events;
  }

  /** Accepts an order; its points come later, on the event path. */
  @PostMapping("/orders")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void place(@RequestBody Order order) {
    events.publish(OrderService.ORDER_PLACED, Map.of("accountId", order.accountId()));
  }

  /**
   * @param accountId who gets the points
   */
  record Order(String accountId) {}
}
