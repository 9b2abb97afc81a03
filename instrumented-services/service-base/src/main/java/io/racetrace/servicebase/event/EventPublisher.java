package io.racetrace.servicebase.event;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.racetrace.servicebase.form.Forms;
import java.util.LinkedHashMap;
import java.util.Map;

/** Publishes events on the current form's streams, each with the trace context of its sending. */
public final class EventPublisher {
  private final RedisConnections redis;
  private final StreamKeys keys;
  private final Forms forms;
  private final EventCounts counts;
  private final Tracer tracer;
  private final TextMapPropagator propagator;

  public EventPublisher(
      RedisConnections redis,
      StreamKeys keys,
      Forms forms,
      EventCounts counts,
      OpenTelemetry openTelemetry) {
    this.redis = redis;
    this.keys = keys;
    this.forms = forms;
    this.counts = counts;
    this.tracer = openTelemetry.getTracer("io.racetrace.events");
    this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
  }

  /**
   * Publishes an event. When this returns, Redis has it.
   *
   * @return the stream entry's id
   * @throws io.lettuce.core.RedisException when Redis did not confirm it
   */
  public String publish(String eventName, Map<String, String> fields) {
    String streamKey = keys.key(forms.current(), eventName);
    Span span =
        tracer
            .spanBuilder("send " + eventName)
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute(MessagingAttributes.SYSTEM, MessagingAttributes.REDIS)
            .setAttribute(MessagingAttributes.OPERATION_NAME, "send")
            .setAttribute(MessagingAttributes.OPERATION_TYPE, "send")
            .setAttribute(MessagingAttributes.DESTINATION, streamKey)
            .setAttribute(MessagingAttributes.DESTINATION_TEMPLATE, eventName)
            .startSpan();
    Scope scope = span.makeCurrent();
    try {
      Map<String, String> entry = new LinkedHashMap<>(fields);
      propagator.inject(Context.current(), entry, TraceContextField.INSTANCE);
      // Counted before it is sent, or a quick consumer could be done with it first.
      counts.countPublished(entry);
      String id = redis.traced().xadd(streamKey, entry);
      span.setAttribute(MessagingAttributes.MESSAGE_ID, id);
      return id;
    } catch (RuntimeException failure) {
      counts.countUnpublished();
      span.recordException(failure);
      span.setStatus(StatusCode.ERROR);
      throw failure;
    } finally {
      scope.close();
      span.end();
    }
  }
}
