package io.racetrace.servicebase.telemetry;

import io.lettuce.core.resource.ClientResources;
import jakarta.servlet.Filter;
import java.net.http.HttpClient;
import javax.sql.DataSource;

/** The OpenTelemetry Java agent, which sees everything by itself. */
public final class AgentInstrumentation implements Instrumentation {

  @Override
  public DataSource statements(DataSource connections) {
    return connections;
  }

  @Override
  public ClientResources.Builder commands(ClientResources.Builder resources) {
    return resources;
  }

  @Override
  public HttpClient calls(HttpClient client) {
    return client;
  }

  @Override
  public Filter requests() {
    return (request, response, chain) -> chain.doFilter(request, response);
  }
}
