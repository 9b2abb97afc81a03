package io.racetrace.servicebase;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.racetrace.servicebase.telemetry.AgentInstrumentation;
import io.racetrace.servicebase.telemetry.Instrumentation;
import io.racetrace.servicebase.telemetry.SpanCount;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Spans by the OpenTelemetry Java agent that the JVM was started with. What the service says itself
 * goes through the agent too.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "service.telemetry", havingValue = "agent")
class AgentTelemetry {
  // The lab's extension of the agent puts it there: the two share no class loader.
  private static final String COUNT = "racetrace.lab.spans.ended";

  /** Not closed with the other beans: it is the agent's. */
  @Bean(destroyMethod = "")
  OpenTelemetry openTelemetry() {
    return GlobalOpenTelemetry.get();
  }

  /**
   * @throws IllegalStateException where there is no agent, for then there would be no span at all
   */
  @Bean
  SpanCount spanCount() {
    if (System.getProperties().get(COUNT) instanceof LongAdder count) {
      return count::sum;
    }
    throw new IllegalStateException(
        "TELEMETRY=agent, and this JVM runs without the OpenTelemetry Java agent and the lab's"
            + " extension of it; racetrace lab run --agent starts it with both");
  }

  @Bean
  Instrumentation instrumentation() {
    return new AgentInstrumentation();
  }
}
