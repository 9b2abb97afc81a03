package io.racetrace.servicebase.telemetry;

import io.lettuce.core.resource.ClientResources;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.javahttpclient.JavaHttpClientTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import io.opentelemetry.instrumentation.lettuce.v5_1.LettuceTelemetry;
import jakarta.servlet.Filter;
import java.net.http.HttpClient;
import javax.sql.DataSource;

/** OpenTelemetry's instrumentation libraries. */
public final class LibraryInstrumentation implements Instrumentation {
  private final OpenTelemetry openTelemetry;
  private final JdbcTelemetry jdbc;

  public LibraryInstrumentation(OpenTelemetry openTelemetry) {
    this.openTelemetry = openTelemetry;
    // With the values of ?, and the ends of transactions.
    this.jdbc =
        JdbcTelemetry.builder(openTelemetry)
            .setCaptureQueryParameters(true)
            .setTransactionInstrumenterEnabled(true)
            .setDataSourceInstrumenterEnabled(false)
            .build();
  }

  @Override
  public DataSource statements(DataSource connections) {
    return jdbc.wrap(connections);
  }

  @Override
  public ClientResources.Builder commands(ClientResources.Builder resources) {
    return resources.tracing(LettuceTelemetry.create(openTelemetry).newTracing());
  }

  @Override
  public HttpClient calls(HttpClient client) {
    return JavaHttpClientTelemetry.builder(openTelemetry).build().newHttpClient(client);
  }

  @Override
  public Filter requests() {
    return new TracedRequests(openTelemetry);
  }
}
