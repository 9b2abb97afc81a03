package io.racetrace.servicebase.telemetry;

import io.lettuce.core.resource.ClientResources;
import jakarta.servlet.Filter;
import java.net.http.HttpClient;
import javax.sql.DataSource;

/** Who makes the spans of requests, statements and commands: libraries in here, or an agent. */
public interface Instrumentation {

  /** Connections whose statements leave spans. */
  DataSource statements(DataSource connections);

  /** The resources of a Redis client whose commands leave spans. */
  ClientResources.Builder commands(ClientResources.Builder resources);

  /** A client whose calls leave spans, and hand the trace on. */
  HttpClient calls(HttpClient client);

  /** What all requests go through. */
  Filter requests();
}
