package io.racetrace.emitters;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jdbc.core.JdbcAggregateOperations;
import org.springframework.transaction.support.TransactionOperations;

/** Spring Data JDBC with OpenTelemetry's Spring Boot starter. To save order 17 it is read first. */
final class SpringBootStarter implements Emitter {

  private final ConfigurableApplicationContext application;

  SpringBootStarter(Stores stores) throws SQLException {
    stores.placeOrders();
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("spring.main.banner-mode", "off");
    properties.put("spring.datasource.url", stores.jdbcUrl());
    properties.put("spring.datasource.username", Stores.USER);
    properties.put("spring.datasource.password", Stores.PASSWORD);
    properties.put("spring.application.name", "orders");
    properties.put("otel.traces.exporter", "none");
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    application =
        new SpringApplicationBuilder(Shop.class)
            .web(WebApplicationType.NONE)
            .properties(properties)
            .run();
    GlobalOpenTelemetry.set(application.getBean(OpenTelemetry.class));
  }

  @Override
  public void tell() {
    JdbcAggregateOperations orders = application.getBean(JdbcAggregateOperations.class);
    TransactionOperations transactions = application.getBean(TransactionOperations.class);
    transactions.executeWithoutResult(
        transaction -> {
          Order order = Objects.requireNonNull(orders.findById(17L, Order.class));
          order.total = 42;
          orders.update(order);
        });
    orders.findById(18L, Order.class);
    orders.insert(Order.of(19, "cec", 3));
    orders.deleteById(20L, Order.class);
  }

  @Override
  public void close() {
    application.close();
  }

  /** The application. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Shop {

    @Bean
    AutoConfigurationCustomizerProvider toStandardOutput() {
      return customizer ->
          customizer.addTracerProviderCustomizer(
              (provider, config) ->
                  provider.addSpanProcessor(
                      SimpleSpanProcessor.create(new StandardOutputExporter())));
    }
  }
}
