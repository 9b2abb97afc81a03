package io.racetrace.agent;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;

/** A span without what could tell of people. */
final class RedactedSpan extends DelegatingSpanData {

  private final String name;
  private final Attributes attributes;
  private final List<EventData> events;
  private final StatusData status;
  private final int removed;

  RedactedSpan(
      SpanData span,
      String name,
      Attributes attributes,
      List<EventData> events,
      StatusData status) {
    super(span);
    this.name = name;
    this.attributes = attributes;
    this.events = events;
    this.status = status;
    this.removed = span.getAttributes().size() - attributes.size();
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public List<EventData> getEvents() {
    return events;
  }

  @Override
  public StatusData getStatus() {
    return status;
  }

  /** What was removed on purpose is not told as dropped. */
  @Override
  public int getTotalAttributeCount() {
    return super.getTotalAttributeCount() - removed;
  }
}
