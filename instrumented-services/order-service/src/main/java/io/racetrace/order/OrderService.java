package io.racetrace.order;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.loyaltyaccount.CounterSync;
import io.racetrace.loyaltyaccount.Inbox;
import io.racetrace.loyaltyaccount.LoyaltyPoints;
import io.racetrace.loyaltyaccount.OwnedAccounts;
import io.racetrace.servicebase.ServiceBase;
import io.racetrace.servicebase.event.EventConsumer;
import io.racetrace.servicebase.event.RedisConnections;
import io.racetrace.servicebase.form.Forms;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes orders, and gives 150 points for each. It owns the accounts: where points are counted in
 * Redis, it brings the rows up to the counters.
 *
 * <p>To run it alone: have PostgreSQL with a database {@code loyalty_racy} (one for each form, all
 * begin with {@code loyalty_}) and Redis, then
 *
 * <pre>{@code java -jar order-service.jar}</pre>
 *
 * It listens on 127.0.0.1:8083. The environment changes what it is told: {@code SERVER_PORT},
 * {@code SERVER_ADDRESS}, {@code LAB_FORM} (see {@code application.properties}), {@code
 * DATABASE_URL} (a JDBC URL with <code>{database}</code> where the name goes), {@code
 * DATABASE_USER}, {@code DATABASE_PASSWORD}, {@code REDIS_URL}, {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT}. It creates its table, but no account.
 */
@SpringBootApplication
@Import({ServiceBase.class, EventConsumer.Factory.class, LoyaltyPoints.class, OwnedAccounts.class})
public class OrderService {
  static final String ORDER_PLACED = "order.placed";

  private static final int POINTS = 150;

  public static void main(String[] args) {
    ServiceBase.start(OrderService.class, args);
  }

  @Bean
  CounterSync counterSync(
      RedisConnections redis, JdbcClient jdbc, Forms forms, OpenTelemetry openTelemetry) {
    return new CounterSync(redis, jdbc, forms, openTelemetry);
  }

  @Bean
  Inbox inbox(JdbcClient jdbc, TransactionTemplate transaction) {
    return new Inbox(jdbc, transaction);
  }

  @Bean
  EventConsumer orderPlaced(
      EventConsumer.Factory events, LoyaltyPoints loyalty, Inbox inbox, Forms forms) {
    return events.consume(
        ORDER_PLACED,
        5,
        event -> {
          String accountId = event.field("accountId");
          if (forms.current().equals("inbox")) {
            inbox.once(event.id(), () -> loyalty.add(accountId, POINTS));
          } else {
            loyalty.add(accountId, POINTS);
          }
        });
  }
}
