package io.racetrace.trace;

import io.racetrace.column.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All spans of an input, packed: less than a hundred bytes a span, and objects only for the traces
 * that are being looked at. They lie in parts by their trace ids, so that memory is given back
 * while they are read.
 *
 * <p>Spans can be packed on any thread; one thread at a time adds them and reads them.
 */
public final class SpanColumns {

  private static final int PARTS = 8;

  private final SpanCodec codec;
  private final List<SpanPart> parts = new ArrayList<>();
  private boolean isRead;
  private int size;

  /**
   * @param texts the dictionary for names and values; others may use it too
   * @param keptAttribute which attributes somebody will ask for; the rest is let go. Always the
   *     same answer for the same name, on any thread
   */
  public SpanColumns(Texts texts, Predicate<String> keptAttribute) {
    codec = new SpanCodec(texts, keptAttribute);
    for (int i = 0; i < PARTS; i++) {
      parts.add(new SpanPart(codec));
    }
  }

  /**
   * @throws IllegalStateException if traces were already read
   */
  public void add(Span span) {
    add(pack(List.of(span)));
  }

  /** Makes spans ready to be added, which is most of the work. On any thread. */
  public PackedSpans pack(List<Span> spans) {
    return new PackedSpans(spans, codec);
  }

  /**
   * @param spans what {@link #pack} of these columns made
   * @throws IllegalStateException if traces were already read
   */
  public void add(PackedSpans spans) {
    if (isRead) {
      throw new IllegalStateException("spans can't be added once traces are read");
    }
    int begin = 0;
    for (int i = 0; i < spans.ends.length; i++) {
      long high = spans.traceHigh[i];
      long low = spans.traceLow[i];
      parts.get(part(high, low)).add(high, low, spans.bytes, begin, spans.ends[i]);
      begin = spans.ends[i];
    }
    size += spans.ends.length;
  }

  public int size() {
    return size;
  }

  /**
   * Hands over all traces once, by the dozen: what gives the spans of some traces can be asked on
   * any thread. Their order depends on nothing but their ids.
   *
   * @param spans about how many of them to give at once; a trace stays whole
   * @throws IllegalStateException if they were handed over before
   */
  public void forEachTraces(int spans, Consumer<Supplier<List<List<Span>>>> some) {
    if (isRead) {
      throw new IllegalStateException("traces are read once");
    }
    isRead = true;
    while (!parts.isEmpty()) {
      // Nobody will come back to it. Whoever still reads from it holds it.
      parts.remove(0).forEachTraces(spans, some);
    }
  }

  /** Hands over the spans of one trace after the other, once. */
  public void forEachTrace(Consumer<List<Span>> trace) {
    forEachTraces(1, traces -> traces.get().forEach(trace));
  }

  private static int part(long high, long low) {
    return (int) ((high * 31 + low) * 0x9E3779B97F4A7C15L >>> 61);
  }
}
