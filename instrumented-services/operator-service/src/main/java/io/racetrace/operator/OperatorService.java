package io.racetrace.operator;

import io.racetrace.healthrecord.HealthChanges;
import io.racetrace.servicebase.ServiceBase;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/**
 * Sends devices to maintenance when an operator says so.
 *
 * <p>To run it alone: have PostgreSQL with a database {@code health_racy}, Redis, and for the form
 * single-owner an ingress service, then
 *
 * <pre>{@code java -jar operator-service.jar}</pre>
 *
 * It listens on 127.0.0.1:8082. The environment changes what it is told: {@code SERVER_PORT},
 * {@code SERVER_ADDRESS}, {@code LAB_FORM} (racy, single-owner), {@code INGRESS_URL}, {@code
 * DATABASE_URL} (a JDBC URL with <code>{database}</code> where the name goes), {@code
 * DATABASE_USER}, {@code DATABASE_PASSWORD}, {@code REDIS_URL}, {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT}. It creates its tables, but no device.
 */
@SpringBootApplication
@Import(ServiceBase.class)
@ComponentScan(basePackageClasses = {OperatorService.class, HealthChanges.class})
public class OperatorService {
  public static void main(String[] args) {
    ServiceBase.start(OperatorService.class, args);
  }
}
