package io.racetrace.trace;

import io.racetrace.column.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All spans of an input, packed: less than a hundred bytes a span, and objects only for the traces
 * that are being looked at. They lie in parts by their trace ids, so that memory is given back
 * while they are read.
 */
public final class SpanColumns {

  private static final int PARTS = 8;

  private final List<@Nullable SpanPart> parts = new ArrayList<>();
  private boolean isLinked;
  private boolean isRead;
  private int size;

  /**
   * @param texts the dictionary for names and values; others may use it too
   * @param keptAttribute which attributes somebody will ask for; the rest is let go
   */
  public SpanColumns(Texts texts, Predicate<String> keptAttribute) {
    for (int i = 0; i < PARTS; i++) {
      parts.add(new SpanPart(texts, keptAttribute));
    }
  }

  /**
   * @throws IllegalStateException if traces were already read
   */
  public void add(Span span) {
    SpanPart part = part(span.traceId());
    if (isRead || part == null) {
      throw new IllegalStateException("spans can't be added once traces are read");
    }
    isLinked |= !span.links().isEmpty();
    size++;
    part.add(span);
  }

  public int size() {
    return size;
  }

  /**
   * Hands over all traces once, by the dozen: what gives the spans of some traces can be asked on
   * any thread. Their order depends on nothing but their ids.
   *
   * @param spans about how many of them to give at once; a trace stays whole
   */
  public void forEachTraces(int spans, Consumer<Supplier<List<List<Span>>>> some) {
    isRead = true;
    for (int i = 0; i < PARTS; i++) {
      SpanPart part = parts.get(i);
      if (part != null) {
        part.forEachTraces(spans, some);
      }
      if (!isLinked) {
        // Nobody will come back to it. Whoever still reads from it holds it.
        parts.set(i, null);
      }
    }
  }

  /** Hands over the spans of one trace after the other, once. */
  public void forEachTrace(Consumer<List<Span>> trace) {
    forEachTraces(1, traces -> traces.get().forEach(trace));
  }

  /**
   * The spans of one trace; empty if there is no such trace, and after all were read, unless there
   * are links between them.
   */
  public List<Span> trace(TraceId traceId) {
    isRead = true;
    SpanPart part = part(traceId);
    return part == null ? List.of() : part.trace(traceId);
  }

  private @Nullable SpanPart part(TraceId id) {
    long mixed = (id.high() * 31 + id.low()) * 0x9E3779B97F4A7C15L;
    return parts.get((int) (mixed >>> 61));
  }
}
