package io.racetrace.trace;

import io.racetrace.column.ByteColumn;
import io.racetrace.column.LongColumn;
import io.racetrace.column.RowOrder;
import io.racetrace.column.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All spans of an input, packed: about a hundred bytes a span, and objects only for the trace that
 * is being looked at.
 */
public final class SpanColumns {

  private static final SpanKind[] KINDS = SpanKind.values();
  private static final SpanStatus[] STATUSES = SpanStatus.values();

  private final Predicate<String> keptAttribute;
  private final Texts texts;
  private final LongColumn traceHigh = new LongColumn();
  private final LongColumn traceLow = new LongColumn();
  private final LongColumn positions = new LongColumn();
  private final ByteColumn bytes = new ByteColumn();
  private int @Nullable [] byTrace;

  /**
   * @param texts the dictionary for names and values; others may use it too
   * @param keptAttribute which attributes somebody will ask for; the rest is let go
   */
  public SpanColumns(Texts texts, Predicate<String> keptAttribute) {
    this.texts = texts;
    this.keptAttribute = keptAttribute;
  }

  /**
   * @throws IllegalStateException if traces were already read
   */
  public void add(Span span) {
    if (byTrace != null) {
      throw new IllegalStateException("spans can't be added once traces are read");
    }
    traceHigh.add(span.traceId().high());
    traceLow.add(span.traceId().low());
    positions.add(bytes.position());
    write(span);
  }

  public int size() {
    return positions.size();
  }

  /**
   * Hands over all traces, ordered by trace id, by the dozen: what gives the spans of some traces
   * can be asked on any thread.
   *
   * @param spans about how many of them to give at once; a trace stays whole
   */
  public void forEachTraces(int spans, Consumer<Supplier<List<List<Span>>>> some) {
    int[] rows = byTrace();
    int from = 0;
    while (from < rows.length) {
      int first = from;
      while (from < rows.length && from < first + spans) {
        from = endOfTrace(rows, from);
      }
      int end = from;
      some.accept(() -> traces(rows, first, end));
    }
  }

  private List<List<Span>> traces(int[] rows, int first, int end) {
    List<List<Span>> traces = new ArrayList<>();
    int from = first;
    while (from < end) {
      int to = endOfTrace(rows, from);
      traces.add(spans(rows, from, to));
      from = to;
    }
    return traces;
  }

  /** Hands over the spans of one trace after the other, ordered by trace id. */
  public void forEachTrace(Consumer<List<Span>> trace) {
    int[] rows = byTrace();
    int from = 0;
    while (from < rows.length) {
      int to = endOfTrace(rows, from);
      trace.accept(spans(rows, from, to));
      from = to;
    }
  }

  /** The spans of one trace; empty if there is no such trace. */
  public List<Span> trace(TraceId traceId) {
    int[] rows = byTrace();
    int low = 0;
    int high = rows.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (traceId(rows[middle]).compareTo(traceId) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == rows.length || !traceId(rows[low]).equals(traceId)) {
      return List.of();
    }
    return spans(rows, low, endOfTrace(rows, low));
  }

  private int[] byTrace() {
    if (byTrace == null) {
      byTrace = RowOrder.sorted(size(), this::compareTraces);
    }
    return byTrace;
  }

  private int compareTraces(int left, int right) {
    int byHigh = Long.compareUnsigned(traceHigh.get(left), traceHigh.get(right));
    return byHigh != 0 ? byHigh : Long.compareUnsigned(traceLow.get(left), traceLow.get(right));
  }

  private int endOfTrace(int[] rows, int from) {
    int to = from + 1;
    while (to < rows.length && compareTraces(rows[from], rows[to]) == 0) {
      to++;
    }
    return to;
  }

  private TraceId traceId(int row) {
    return new TraceId(traceHigh.get(row), traceLow.get(row));
  }

  private List<Span> spans(int[] rows, int from, int to) {
    List<Span> spans = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      spans.add(read(rows[i]));
    }
    return spans;
  }

  private void write(Span span) {
    bytes.writeLong(span.spanId().value());
    SpanId parent = span.parent();
    bytes.writeByte(
        span.kind().ordinal() | span.status().ordinal() << 3 | (parent == null ? 0 : 1 << 5));
    if (parent != null) {
      bytes.writeLong(parent.value());
    }
    bytes.writeVarint(texts.index(span.instance().service()));
    bytes.writeVarint(texts.index(span.instance().instance()));
    bytes.writeVarint(texts.index(span.name()));
    bytes.writeLong(span.interval().start());
    bytes.writeVarint(span.interval().nanos());
    List<Map.Entry<String, String>> kept = new ArrayList<>();
    for (Map.Entry<String, String> attribute : span.attributes().entrySet()) {
      if (keptAttribute.test(attribute.getKey())) {
        kept.add(attribute);
      }
    }
    bytes.writeVarint(kept.size());
    for (Map.Entry<String, String> attribute : kept) {
      bytes.writeVarint(texts.index(attribute.getKey()));
      bytes.writeVarint(texts.index(attribute.getValue()));
    }
    bytes.writeVarint(span.links().size());
    for (SpanLink link : span.links()) {
      bytes.writeLong(link.traceId().high());
      bytes.writeLong(link.traceId().low());
      bytes.writeLong(link.spanId().value());
    }
  }

  private Span read(int row) {
    ByteColumn.Reader reader = bytes.read(positions.get(row));
    SpanId spanId = new SpanId(reader.readLong());
    int flags = reader.readByte();
    SpanId parent = (flags & 1 << 5) == 0 ? null : new SpanId(reader.readLong());
    ServiceInstance instance =
        new ServiceInstance(texts.text(reader.readIndex()), texts.text(reader.readIndex()));
    String name = texts.text(reader.readIndex());
    long start = reader.readLong();
    Interval interval = new Interval(start, start + reader.readVarint());
    int attributeCount = reader.readIndex();
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i < attributeCount; i++) {
      attributes.put(texts.text(reader.readIndex()), texts.text(reader.readIndex()));
    }
    int linkCount = reader.readIndex();
    List<SpanLink> links = new ArrayList<>(linkCount);
    for (int i = 0; i < linkCount; i++) {
      links.add(
          new SpanLink(
              new TraceId(reader.readLong(), reader.readLong()), new SpanId(reader.readLong())));
    }
    return new Span(
        traceId(row),
        spanId,
        parent,
        instance,
        KINDS[flags & 7],
        name,
        interval,
        STATUSES[flags >>> 3 & 3],
        attributes,
        links);
  }
}
