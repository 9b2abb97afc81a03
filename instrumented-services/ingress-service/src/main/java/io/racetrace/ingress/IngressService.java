package io.racetrace.ingress;

import io.racetrace.healthrecord.HealthChange;
import io.racetrace.healthrecord.HealthChanges;
import io.racetrace.servicebase.ServiceBase;
import io.racetrace.servicebase.event.EventConsumer;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/**
 * Takes the telemetry of devices, and keeps their health records by it.
 *
 * <p>To run it alone: have PostgreSQL with a database {@code health_racy} (and {@code
 * health_single_owner} for the other form) and Redis, then
 *
 * <pre>{@code java -jar ingress-service.jar}</pre>
 *
 * It listens on 127.0.0.1:8081. The environment changes what it is told: {@code SERVER_PORT},
 * {@code SERVER_ADDRESS}, {@code LAB_FORM} (racy, single-owner), {@code DATABASE_URL} (a JDBC URL
 * with <code>{database}</code> where the name goes), {@code DATABASE_USER}, {@code
 * DATABASE_PASSWORD}, {@code REDIS_URL}, {@code OTEL_EXPORTER_OTLP_ENDPOINT}. It creates its
 * tables, but no device.
 */
@SpringBootApplication
@Import({ServiceBase.class, EventConsumer.Factory.class})
@ComponentScan(basePackageClasses = {IngressService.class, HealthChanges.class})
public class IngressService {
  static final String TELEMETRY = "device.telemetry";

  public static void main(String[] args) {
    ServiceBase.start(IngressService.class, args);
  }

  @Bean
  EventConsumer telemetry(EventConsumer.Factory events, HealthOwner owner) {
    return events.consume(
        TELEMETRY,
        5,
        event ->
            owner.change(
                event.field("deviceId"),
                HealthChange.telemetry(Double.parseDouble(event.field("temperature")))));
  }
}
