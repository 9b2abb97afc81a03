package io.racetrace.payment;

import io.racetrace.servicebase.drill.DrillGate;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes payments: once for each request, or once for each operation. */
@Component
class Payments {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final DrillGate gate;

  Payments(JdbcClient jdbc, TransactionTemplate transaction, DrillGate gate) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.gate = gate;
  }

  /** Takes the money, and knows nothing of a request that came before. */
  Payment take(String orderId, int amount) {
    return transaction.execute(
        status -> {
          Payment payment = new Payment(UUID.randomUUID(), orderId, amount);
          gate.pass(orderId);
          insert(payment);
          return payment;
        });
  }

  /**
   * Takes the money if nobody asked for it with this key before, and says what became of that
   * otherwise. The key is written first, in the transaction of the payment: a second request with
   * it waits for the end of the first, and finds its payment or none.
   *
   * @throws KeyUsedOtherwiseException when the key stands for another payment
   */
  Payment takeOnce(String idempotencyKey, String orderId, int amount) {
    return transaction.execute(
        status -> {
          Payment payment = new Payment(UUID.randomUUID(), orderId, amount);
          int written =
              jdbc.sql(
                      "INSERT INTO payment_request (idempotency_key, order_id, amount, payment_id)"
                          + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
                  .params(idempotencyKey, orderId, amount, payment.id())
                  .update();
          if (written == 0) {
            return taken(idempotencyKey, payment);
          }
          gate.pass(orderId);
          insert(payment);
          return payment;
        });
  }

  private void insert(Payment payment) {
    jdbc.sql("INSERT INTO payment (id, order_id, amount) VALUES (?, ?, ?)")
        .params(payment.id(), payment.orderId(), payment.amount())
        .update();
  }

  private Payment taken(String idempotencyKey, Payment asked) {
    Payment first =
        jdbc.sql(
                "SELECT payment_id AS id, order_id, amount FROM payment_request"
                    + " WHERE idempotency_key = ?")
            .param(idempotencyKey)
            .query(Payment.class)
            .single();
    if (!first.orderId().equals(asked.orderId()) || first.amount() != asked.amount()) {
      throw new KeyUsedOtherwiseException(idempotencyKey);
    }
    return first;
  }
}
