package io.racetrace.payment;

import io.racetrace.servicebase.ServiceBase;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/**
 * Takes payments for orders.
 *
 * <p>To run it alone: have PostgreSQL with a database for the form, such as {@code
 * checkout_payments_racy}, and Redis, then
 *
 * <pre>{@code java -jar payment-service.jar}</pre>
 *
 * It listens on 127.0.0.1:8085. The environment changes what it is told: {@code SERVER_PORT},
 * {@code SERVER_ADDRESS}, {@code LAB_FORM} (payments-racy, idempotency-key, direct-import,
 * middle-layer), {@code DATABASE_URL} (a JDBC URL with <code>{database}</code> where the name
 * goes), {@code DATABASE_USER}, {@code DATABASE_PASSWORD}, {@code REDIS_URL}, {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT}. It creates its tables.
 */
@SpringBootApplication
@Import(ServiceBase.class)
public class PaymentService {
  public static void main(String[] args) {
    ServiceBase.start(PaymentService.class, args);
  }
}
