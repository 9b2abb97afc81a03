package io.racetrace.sources.otlp;

import io.racetrace.order.CallTimes;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.decode.JaegerWarning;
import io.racetrace.sources.decode.Provenance;
import io.racetrace.sources.decode.SpanFault;
import io.racetrace.sources.decode.TransactionEvents;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one span of OTLP's binary form, to the same {@link Span} as {@link OtlpSpanReader}. */
final class ProtobufSpanReader {

  private static final SpanKind[] KINDS = SpanKind.values();
  private static final SpanStatus[] STATUSES = SpanStatus.values();

  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> eventValues = new HashMap<>();
  private final Map<String, String> firstException = new HashMap<>();
  private final List<SpanLink> links = new ArrayList<>();

  private final TransactionEvents transactionEvents = new TransactionEvents();

  private boolean exceptionFound;
  private @Nullable SpanFault fault;

  /** What was wrong with the span read last, or nothing. */
  @Nullable SpanFault fault() {
    return fault;
  }

  /**
   * Reads a {@code Span} message; absent if it can't be used.
   *
   * @throws com.google.protobuf.InvalidProtocolBufferException if the bytes are not a message
   */
  @Nullable Span read(ProtobufFields span, Provenance provenance) throws IOException {
    fault = null;
    values.clear();
    firstException.clear();
    links.clear();
    exceptionFound = false;
    transactionEvents.clear();
    TraceId traceId = traceId(span.bytes(1));
    byte[] spanId = span.bytes(2);
    byte[] parentId = span.bytes(4);
    long start = nanos(span.fixed64(7));
    long end = nanos(span.fixed64(8));
    span.forEach(9, attribute -> ProtobufValue.read(attribute, values));
    span.forEach(11, this::event);
    span.forEach(13, this::link);
    boolean parentReadable = parentId.length <= 8;
    String unusable = OtlpSpanReader.unusable(traceId, spanId(spanId), parentReadable, start, end);
    if (unusable != null) {
      fault = new SpanFault(Diagnostic.Kind.UNUSABLE_SPAN, unusable);
      return null;
    }
    if (end < start) {
      fault = OtlpSpanReader.END_BEFORE_START;
      end = start;
    }
    String warning = values.get(JaegerWarning.ATTRIBUTE);
    if (warning != null && JaegerWarning.saysMoved(warning)) {
      values.put(CallTimes.ADJUSTED, "true");
    }
    if (warning != null && fault == null) {
      fault = JaegerWarning.fault(warning);
    }
    firstException.forEach(values::putIfAbsent);
    transactionEvents.keep(values);
    OtlpSpanReader.complete(values, span.string(3), provenance);
    long parent = spanId(parentId);
    long resolution = OtlpSpanReader.takeResolution(values);
    return new Span(
        traceId,
        new SpanId(spanId(spanId)),
        parent == 0 ? null : new SpanId(parent),
        provenance.instance(),
        KINDS[place(span.varint(6), KINDS.length)],
        span.string(5),
        new Interval(start, end),
        STATUSES[place(span.message(15).varint(3), STATUSES.length)],
        values,
        links,
        resolution);
  }

  private void event(ProtobufFields event) throws IOException {
    String name = event.string(2);
    transactionEvents.add(name, event.fixed64(1));
    if (exceptionFound || !name.equals("exception")) {
      return;
    }
    exceptionFound = true;
    eventValues.clear();
    event.forEach(3, attribute -> ProtobufValue.read(attribute, eventValues));
    for (String key : OtlpSpanReader.EXCEPTION_KEYS) {
      String value = eventValues.get(key);
      if (value != null) {
        firstException.put(key, value);
      }
    }
  }

  private void link(ProtobufFields link) {
    TraceId linkedTrace = traceId(link.bytes(1));
    long linkedSpan = spanId(link.bytes(2));
    // A link to nowhere is what some instrumentations write for "no remote context".
    if (linkedTrace.isValid() && linkedSpan != 0) {
      links.add(new SpanLink(linkedTrace, new SpanId(linkedSpan)));
    }
  }

  private static TraceId traceId(byte[] id) {
    if (id.length > 16) {
      return TraceId.INVALID;
    }
    long high = 0;
    long low = 0;
    for (byte next : id) {
      high = (high << 8) | (low >>> 56);
      low = (low << 8) | (next & 0xFF);
    }
    return high == 0 && low == 0 ? TraceId.INVALID : new TraceId(high, low);
  }

  private static long spanId(byte[] id) {
    if (id.length > 8) {
      return 0;
    }
    long value = 0;
    for (byte next : id) {
      value = (value << 8) | (next & 0xFF);
    }
    return value;
  }

  /** The numbers are unsigned; above the middle lies no time that anybody means. */
  private static long nanos(long unsigned) {
    return unsigned < 0 ? OtlpSpanReader.UNREADABLE : unsigned;
  }

  private static int place(long number, int count) {
    return number >= 0 && number < count ? (int) number : 0;
  }
}
