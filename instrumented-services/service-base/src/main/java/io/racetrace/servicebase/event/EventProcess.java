package io.racetrace.servicebase.event;

import io.lettuce.core.StreamMessage;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;

/**
 * One delivery of an event, as a CONSUMER span around its handler and its acknowledgement.
 *
 * <p>The span begins a trace of its own and <em>links</em> to the PRODUCER. The semantic
 * conventions make links the default for messaging, since an entry may be delivered again, hours
 * later, to another consumer, and the producer's trace should not grow with it. So the order "sent
 * before processed" lies in the link, and whoever looks at one trace alone does not see it.
 */
final class EventProcess {
  private final String eventName;
  private final String group;
  private final EventHandler handler;
  private final Tracer tracer;
  private final TextMapPropagator propagator;

  EventProcess(String eventName, String group, EventHandler handler, OpenTelemetry openTelemetry) {
    this.eventName = eventName;
    this.group = group;
    this.handler = handler;
    this.tracer = openTelemetry.getTracer("io.racetrace.events");
    this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
  }

  /**
   * Handles an entry, and acknowledges it when that succeeded.
   *
   * @throws Exception when the entry stays pending
   */
  void run(StreamMessage<String, String> entry, Runnable acknowledge) throws Exception {
    Span span =
        tracer
            .spanBuilder("process " + eventName)
            .setNoParent()
            .setSpanKind(SpanKind.CONSUMER)
            .addLink(producer(entry))
            .setAttribute(MessagingAttributes.SYSTEM, MessagingAttributes.REDIS)
            .setAttribute(MessagingAttributes.OPERATION_NAME, "process")
            .setAttribute(MessagingAttributes.OPERATION_TYPE, "process")
            .setAttribute(MessagingAttributes.DESTINATION, entry.getStream())
            .setAttribute(MessagingAttributes.DESTINATION_TEMPLATE, eventName)
            .setAttribute(MessagingAttributes.MESSAGE_ID, entry.getId())
            .setAttribute(MessagingAttributes.CONSUMER_GROUP, group)
            .startSpan();
    Scope scope = span.makeCurrent();
    try {
      handler.handle(new Event(eventName, entry.getId(), entry.getBody()));
      acknowledge.run();
    } catch (Exception failure) {
      span.recordException(failure);
      span.setStatus(StatusCode.ERROR);
      throw failure;
    } finally {
      scope.close();
      span.end();
    }
  }

  // An entry without trace context gives an invalid one, and a span ignores a link to that.
  private SpanContext producer(StreamMessage<String, String> entry) {
    return Span.fromContext(
            propagator.extract(Context.root(), entry.getBody(), TraceContextField.INSTANCE))
        .getSpanContext();
  }
}
