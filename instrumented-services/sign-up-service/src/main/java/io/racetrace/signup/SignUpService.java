package io.racetrace.signup;

import io.racetrace.servicebase.ServiceBase;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/**
 * Takes new members.
 *
 * <p>To run it alone: have PostgreSQL with a database for the form, such as {@code
 * checkout_sign_ups_racy}, and Redis, then
 *
 * <pre>{@code java -jar sign-up-service.jar}</pre>
 *
 * It listens on 127.0.0.1:8086. The environment changes what it is told: {@code SERVER_PORT},
 * {@code SERVER_ADDRESS}, {@code LAB_FORM} (sign-ups-racy, unique-constraint, direct-import,
 * middle-layer), {@code DATABASE_URL} (a JDBC URL with <code>{database}</code> where the name
 * goes), {@code DATABASE_USER}, {@code DATABASE_PASSWORD}, {@code REDIS_URL}, {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT}. It creates its tables.
 */
@SpringBootApplication
@Import(ServiceBase.class)
public class SignUpService {
  public static void main(String[] args) {
    ServiceBase.start(SignUpService.class, args);
  }
}
