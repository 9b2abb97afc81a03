package io.racetrace.payment;

import io.racetrace.servicebase.form.Forms;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The payments' door. */
@RestController
class PaymentController {
  private final Forms forms;
  private final Payments payments;

  PaymentController(Forms forms, Payments payments) {
    this.forms = forms;
    this.payments = payments;
  }

  /**
   * Takes a payment before it answers. 400 without a key, 422 where the key stands for another
   * payment.
   *
   * @param idempotencyKey the client's name for what it wants done once, however often it asks
   */
  @PostMapping("/payments")
  Payment pay(@RequestHeader("Idempotency-Key") String idempotencyKey, @RequestBody Asked asked) {
    return forms.current().equals("idempotency-key")
        ? payments.takeOnce(idempotencyKey, asked.orderId(), asked.amount())
        : payments.take(asked.orderId(), asked.amount());
  }

  /**
   * @param amount in cents
   */
  record Asked(String orderId, int amount) {}
}
