package io.racetrace.referral;

import io.racetrace.loyaltyaccount.LoyaltyPoints;
import io.racetrace.servicebase.ServiceBase;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/**
 * Activates referrals, and gives 400 points for each.
 *
 * <p>To run it alone: have PostgreSQL with a database {@code loyalty_racy} (one for each form, all
 * begin with {@code loyalty_}) and Redis, then
 *
 * <pre>{@code java -jar referral-service.jar}</pre>
 *
 * It listens on 127.0.0.1:8084. The environment changes what it is told: {@code SERVER_PORT},
 * {@code SERVER_ADDRESS}, {@code LAB_FORM} (see {@code application.properties}), {@code
 * DATABASE_URL} (a JDBC URL with <code>{database}</code> where the name goes), {@code
 * DATABASE_USER}, {@code DATABASE_PASSWORD}, {@code REDIS_URL}, {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT}. It creates its table, but no account.
 */
@SpringBootApplication
@Import({ServiceBase.class, LoyaltyPoints.class})
public class ReferralService {
  public static void main(String[] args) {
    ServiceBase.start(ReferralService.class, args);
  }
}
