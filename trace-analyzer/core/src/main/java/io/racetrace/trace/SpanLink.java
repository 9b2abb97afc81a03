package io.racetrace.trace;

/** A causal reference to a span that is not the parent, often in another trace. */
public record SpanLink(TraceId traceId, SpanId spanId) {}
