package io.racetrace.servicebase.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.api.config.IncludeExclude;
import io.opentelemetry.instrumentation.spring.webmvc.v6_0.SpringWebMvcTelemetry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;

/**
 * SERVER spans for all requests but those by which the lab steers the service. They tell the
 * idempotency key, without which nobody can see that two requests are one operation.
 */
final class TracedRequests implements Filter {
  private final Filter telemetry;

  TracedRequests(OpenTelemetry openTelemetry) {
    telemetry =
        SpringWebMvcTelemetry.builder(openTelemetry)
            .setRequestHeaders(
                IncludeExclude.builder().setIncluded(List.of("Idempotency-Key")).build())
            .build()
            .createServletFilter();
  }

  @Override
  public void init(FilterConfig config) throws ServletException {
    telemetry.init(config);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http && http.getRequestURI().startsWith("/lab/")) {
      chain.doFilter(request, response);
    } else {
      telemetry.doFilter(request, response, chain);
    }
  }

  @Override
  public void destroy() {
    telemetry.destroy();
  }
}
