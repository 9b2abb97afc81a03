package io.racetrace.trace;

import io.racetrace.column.ByteArray;
import io.racetrace.column.ByteColumn;
import io.racetrace.column.LongColumn;
import io.racetrace.column.RowOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The spans of some traces, packed, and whole traces of them as objects again. Each span knows how
 * far before it the last one of its trace lies, and a trace knows its last span: so nothing has to
 * be sorted but the traces.
 */
final class SpanPart {

  private final SpanCodec codec;
  private final ByteColumn bytes = new ByteColumn();
  private final LongColumn traceHigh = new LongColumn();
  private final LongColumn traceLow = new LongColumn();
  private final LongColumn lastSpans = new LongColumn();

  /** Numbers of traces and one, by the hashes of their ids. */
  private int[] slots = new int[1 << 8];

  private int size;

  SpanPart(SpanCodec codec) {
    this.codec = codec;
  }

  void add(long high, long low, ByteArray from, int begin, int end) {
    int slot = slot(slots, high, low);
    int trace = slots[slot] - 1;
    long position = bytes.position();
    if (trace < 0) {
      slots[slot] = traceHigh.size() + 1;
      traceHigh.add(high);
      traceLow.add(low);
      lastSpans.add(position);
      bytes.writeVarint(0);
      if (traceHigh.size() * 3L > slots.length * 2L) {
        grow();
      }
    } else {
      bytes.writeVarint(position - lastSpans.get(trace));
      lastSpans.set(trace, position);
    }
    from.appendTo(bytes, begin, end);
    size++;
  }

  private int slot(int[] in, long high, long low) {
    long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
    int slot = (int) (mixed >>> 32) & in.length - 1;
    while (in[slot] != 0
        && (traceLow.get(in[slot] - 1) != low || traceHigh.get(in[slot] - 1) != high)) {
      slot = slot + 1 & in.length - 1;
    }
    return slot;
  }

  private void grow() {
    int[] larger = new int[slots.length * 2];
    for (int trace = 0; trace < traceHigh.size(); trace++) {
      larger[slot(larger, traceHigh.get(trace), traceLow.get(trace))] = trace + 1;
    }
    slots = larger;
  }

  /**
   * Hands over all traces, ordered by trace id, by the dozen: what gives the spans of some traces
   * can be asked on any thread.
   *
   * @param spans about how many of them to give at once; a trace stays whole
   */
  void forEachTraces(int spans, Consumer<Supplier<List<List<Span>>>> some) {
    slots = new int[0];
    int[] traces = RowOrder.sorted(traceHigh.size(), this::compare);
    int atOnce = (int) Math.max(1, (long) spans * traces.length / Math.max(1, size));
    for (int from = 0; from < traces.length; from += atOnce) {
      int first = from;
      int end = Math.min(traces.length, from + atOnce);
      some.accept(() -> traces(traces, first, end));
    }
  }

  private int compare(int left, int right) {
    int byHigh = Long.compareUnsigned(traceHigh.get(left), traceHigh.get(right));
    return byHigh != 0 ? byHigh : Long.compareUnsigned(traceLow.get(left), traceLow.get(right));
  }

  private List<List<Span>> traces(int[] traces, int first, int end) {
    List<List<Span>> all = new ArrayList<>(end - first);
    for (int i = first; i < end; i++) {
      all.add(spans(traces[i]));
    }
    return all;
  }

  /** In the order in which they came. */
  private List<Span> spans(int trace) {
    TraceId id = new TraceId(traceHigh.get(trace), traceLow.get(trace));
    List<Span> spans = new ArrayList<>();
    long position = lastSpans.get(trace);
    while (true) {
      ByteColumn.Reader reader = bytes.read(position);
      long back = reader.readVarint();
      spans.add(codec.read(reader, id));
      if (back == 0) {
        break;
      }
      position -= back;
    }
    Collections.reverse(spans);
    return spans;
  }
}
