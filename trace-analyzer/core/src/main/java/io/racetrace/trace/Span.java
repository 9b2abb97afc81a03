package io.racetrace.trace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One span as a source delivers it.
 *
 * <p>Attribute values are text: numbers in decimal, booleans as {@code true} or {@code false},
 * arrays and maps as JSON. Of a span's events only the first exception is kept, as the attributes
 * {@code exception.type} and {@code exception.message} where the span has none of its own.
 *
 * @param parent absent for a root span
 * @param interval in the clock of {@code instance}
 * @param resolution how fine the times are, in nanoseconds, at least 1: they are rounded down to a
 *     multiple of it
 */
public record Span(
    TraceId traceId,
    SpanId spanId,
    @Nullable SpanId parent,
    ServiceInstance instance,
    SpanKind kind,
    String name,
    Interval interval,
    SpanStatus status,
    Map<String, String> attributes,
    List<SpanLink> links,
    long resolution) {

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if the resolution is below 1
   */
  public Span {
    if (resolution < 1) {
      throw new IllegalArgumentException("a resolution is at least a nanosecond: " + resolution);
    }
    attributes = Attributes.copyOf(attributes);
    links = List.copyOf(links);
  }

  /** A span whose times are in whole nanoseconds. */
  public Span(
      TraceId traceId,
      SpanId spanId,
      @Nullable SpanId parent,
      ServiceInstance instance,
      SpanKind kind,
      String name,
      Interval interval,
      SpanStatus status,
      Map<String, String> attributes,
      List<SpanLink> links) {
    this(traceId, spanId, parent, instance, kind, name, interval, status, attributes, links, 1);
  }

  /** The same span, recorded by another instance. */
  public Span recordedBy(ServiceInstance other) {
    return new Span(
        traceId,
        spanId,
        parent,
        other,
        kind,
        name,
        interval,
        status,
        attributes,
        links,
        resolution);
  }

  /** The same span with these attributes where it has none of its own of that name. */
  public Span told(Map<String, String> more) {
    if (attributes.keySet().containsAll(more.keySet())) {
      return this;
    }
    Map<String, String> all = new HashMap<>(more);
    all.putAll(attributes);
    return new Span(
        traceId, spanId, parent, instance, kind, name, interval, status, all, links, resolution);
  }

  /** The same span under another parent. */
  public Span under(@Nullable SpanId other) {
    return new Span(
        traceId,
        spanId,
        other,
        instance,
        kind,
        name,
        interval,
        status,
        attributes,
        links,
        resolution);
  }

  public @Nullable String attribute(String key) {
    return attributes.get(key);
  }

  /** The first of the named attributes that is there, for names that changed over time. */
  public @Nullable String firstAttribute(String... keys) {
    for (String key : keys) {
      String value = attributes.get(key);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
