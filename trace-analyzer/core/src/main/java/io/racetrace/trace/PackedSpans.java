package io.racetrace.trace;

import io.racetrace.column.ByteArray;
import java.util.List;

/** Some spans as bytes, ready to be added to {@link SpanColumns}. */
public final class PackedSpans {

  /** About so many bytes a span takes. */
  private static final int SPAN = 80;

  final ByteArray bytes;
  final long[] traceHigh;
  final long[] traceLow;
  final int[] ends;

  PackedSpans(List<Span> spans, SpanCodec codec) {
    int size = spans.size();
    bytes = new ByteArray(size * SPAN);
    traceHigh = new long[size];
    traceLow = new long[size];
    ends = new int[size];
    for (int i = 0; i < size; i++) {
      Span span = spans.get(i);
      traceHigh[i] = span.traceId().high();
      traceLow[i] = span.traceId().low();
      codec.write(span, bytes);
      ends[i] = bytes.size();
    }
  }
}
