package io.racetrace.emitters;

import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import net.ttddyy.observation.tracing.ConnectionTracingObservationHandler;
import net.ttddyy.observation.tracing.DataSourceObservationListener;
import net.ttddyy.observation.tracing.QueryTracingObservationHandler;
import net.ttddyy.observation.tracing.ResultSetTracingObservationHandler;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@link java.sql.PreparedStatement}s, observed by datasource-micrometer, over Micrometer's bridge
 * to OpenTelemetry. Records values where {@code jdbc.datasource-proxy.include-parameter-values} is
 * set, as it is called in Spring Boot.
 */
final class MicrometerDataSource implements Emitter {

  private final DataSource connections;

  MicrometerDataSource(Stores stores) throws SQLException {
    stores.placeOrders();
    OtelTracer tracer =
        new OtelTracer(
            GlobalOpenTelemetry.getTracer("org.springframework.boot"),
            new OtelCurrentTraceContext(),
            event -> {});
    ObservationRegistry registry = ObservationRegistry.create();
    // As Spring Boot does it: the first that can makes the span.
    registry
        .observationConfig()
        .observationHandler(
            new ObservationHandler.FirstMatchingCompositeObservationHandler(
                new ConnectionTracingObservationHandler(tracer),
                new QueryTracingObservationHandler(tracer),
                new ResultSetTracingObservationHandler(tracer),
                new DefaultTracingObservationHandler(tracer)));
    DataSourceObservationListener listener = new DataSourceObservationListener(registry);
    listener.setIncludeParameterValues(
        Boolean.getBoolean("jdbc.datasource-proxy.include-parameter-values"));
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(stores.jdbcUrl());
    database.setUser(Stores.USER);
    database.setPassword(Stores.PASSWORD);
    connections =
        ProxyDataSourceBuilder.create(database)
            .name("shop")
            .listener(listener)
            .methodListener(listener)
            .build();
  }

  @Override
  public void tell() throws SQLException {
    try (Connection connection = connections.getConnection()) {
      JdbcStory.tell(connection);
    }
  }

  @Override
  public void close() {}
}
