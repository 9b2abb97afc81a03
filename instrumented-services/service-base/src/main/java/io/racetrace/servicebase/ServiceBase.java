package io.racetrace.servicebase;

import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.event.EventCounts;
import io.racetrace.servicebase.event.EventPublisher;
import io.racetrace.servicebase.event.LostAcknowledgements;
import io.racetrace.servicebase.event.RedisConnections;
import io.racetrace.servicebase.event.StreamKeys;
import io.racetrace.servicebase.form.FormDataSource;
import io.racetrace.servicebase.form.FormPerRequest;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.servicebase.lab.FaultController;
import io.racetrace.servicebase.lab.LabController;
import io.racetrace.servicebase.lease.Leases;
import io.racetrace.servicebase.lease.LockRedis;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.servicebase.telemetry.Instrumentation;
import io.racetrace.servicebase.telemetry.Telemetry;
import jakarta.servlet.Filter;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

/** The beans that every service has. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ServiceSettings.class)
@Import({LibraryTelemetry.class, AgentTelemetry.class, LabController.class, FaultController.class})
public class ServiceBase {

  /** Starts a service. Takes the place of {@link SpringApplication#run} in its main method. */
  public static void start(Class<?> service, String... args) {
    Telemetry.preferStableConventions();
    if (Boolean.parseBoolean(System.getenv("END_WITH_PARENT"))) {
      ParentWatch.start();
    }
    SpringApplication.run(service, args);
  }

  @Bean
  FilterRegistrationBean<Filter> tracedRequests(Instrumentation instrumentation) {
    var registration = new FilterRegistrationBean<>(instrumentation.requests());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  @Bean
  Forms forms(ServiceSettings settings) {
    return new Forms(settings.forms(), settings.form());
  }

  @Bean
  FormPerRequest formPerRequest(Forms forms) {
    return new FormPerRequest(forms);
  }

  @Bean(destroyMethod = "close")
  FormDataSource dataSource(
      Forms forms, ServiceSettings settings, Instrumentation instrumentation) {
    return new FormDataSource(forms, settings, instrumentation);
  }

  @Bean
  DrillGate drillGate() {
    return new DrillGate();
  }

  @Bean
  EventCounts eventCounts() {
    return new EventCounts();
  }

  @Bean
  LostAcknowledgements lostAcknowledgements() {
    return new LostAcknowledgements();
  }

  @Bean
  StreamKeys streamKeys(ServiceSettings settings) {
    return new StreamKeys(settings.exhibit(), settings.forms());
  }

  @Bean(destroyMethod = "close")
  RedisConnections redisConnections(ServiceSettings settings, Instrumentation instrumentation) {
    return new RedisConnections(settings.redisUrl(), instrumentation);
  }

  @Bean
  Contention contention(OpenTelemetry openTelemetry) {
    return new Contention(openTelemetry);
  }

  @Bean(destroyMethod = "close")
  LockRedis lockRedis(ServiceSettings settings, Instrumentation instrumentation) {
    return new LockRedis(settings.lockRedisUrl(), instrumentation);
  }

  @Bean
  Leases leases(LockRedis redis, Contention contention, OpenTelemetry openTelemetry) {
    return new Leases(redis, contention, openTelemetry);
  }

  @Bean
  EventPublisher eventPublisher(
      RedisConnections redis,
      StreamKeys keys,
      Forms forms,
      EventCounts counts,
      OpenTelemetry openTelemetry) {
    return new EventPublisher(redis, keys, forms, counts, openTelemetry);
  }

  @Bean
  ApplicationListener<WebServerInitializedEvent> startLine(
      @Value("${spring.application.name}") String serviceName, Forms forms) {
    return event ->
        LoggerFactory.getLogger(ServiceBase.class)
            .info(
                "{} listens on port {}, form {}",
                serviceName,
                event.getWebServer().getPort(),
                forms.selected());
  }
}
