package io.racetrace.benchmarks;

import io.racetrace.SpanSink;
import io.racetrace.column.Texts;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.otlp.OtlpJsonDecoder;
import io.racetrace.trace.PackedSpans;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanColumns;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long 20,000 spans, 20 MB of OTLP, take from bytes to spans, from spans to columns, and from
 * columns to traces.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodingBenchmark {

  private static final int SPANS = 20_000;
  private static final int BLOCK = 250;

  private byte[] lines = new byte[0];
  private List<Span> spans = List.of();
  private final SpanColumns columns = columns();

  /** Makes the spans; the same ones in every run. */
  @Setup(Level.Trial)
  public void spans() throws IOException {
    Path file = Files.createTempFile("spans", ".jsonl");
    try {
      Corpus.write(file, SPANS, false);
      lines = Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
    spans = fromBytesToSpans();
  }

  private static SpanColumns columns() {
    return new SpanColumns(new Texts(), DecodingBenchmark::isUsed);
  }

  /** About what the analysis asks for. */
  private static boolean isUsed(String attribute) {
    return attribute.startsWith("db.")
        || attribute.startsWith("messaging.")
        || attribute.startsWith("server.")
        || attribute.startsWith("otel.")
        || attribute.equals("http.route")
        || attribute.equals("http.request.method")
        || attribute.equals("thread.id");
  }

  private static final class Kept implements SpanSink {

    private final List<Span> spans = new ArrayList<>();

    @Override
    public void span(Span span) {
      spans.add(span);
    }

    @Override
    public void diagnostic(Diagnostic diagnostic) {
      throw new IllegalStateException(diagnostic.toString());
    }

    @Override
    public boolean uses(String attribute) {
      return isUsed(attribute);
    }
  }

  /** Bytes to spans, on all cores. */
  @Benchmark
  public List<Span> fromBytesToSpans() throws IOException {
    Kept kept = new Kept();
    new OtlpJsonDecoder().decode(new ByteArrayInputStream(lines), "lines", kept);
    return kept.spans;
  }

  /** What the threads do that decode: spans to bytes, whose texts and names are known. */
  @Benchmark
  public List<PackedSpans> pack() {
    return pack(columns);
  }

  private List<PackedSpans> pack(SpanColumns columns) {
    List<PackedSpans> all = new ArrayList<>();
    for (int from = 0; from < spans.size(); from += BLOCK) {
      all.add(columns.pack(spans.subList(from, Math.min(spans.size(), from + BLOCK))));
    }
    return all;
  }

  /** Columns that nothing was added to, and what there is to add. */
  @State(Scope.Thread)
  public static class Packed {

    private SpanColumns columns = columns();
    private List<PackedSpans> spans = List.of();

    /** Columns are read once, so each time takes new ones. */
    @Setup(Level.Invocation)
    public void pack(DecodingBenchmark all) {
      columns = columns();
      spans = all.pack(columns);
    }
  }

  /** What is left to the one thread that gathers, and the way back: spans trace by trace. */
  @Benchmark
  public int gatherAndReadByTrace(Packed packed) {
    packed.spans.forEach(packed.columns::add);
    int[] count = new int[1];
    packed.columns.forEachTrace(trace -> count[0] += trace.size());
    return count[0];
  }
}
