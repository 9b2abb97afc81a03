package io.racetrace.benchmarks;

import io.racetrace.access.work.TraceAccesses.Extraction;
import io.racetrace.trace.TraceTree;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How many traces of nine spans, six of them statements, become accesses in a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AccessesBenchmark {

  private static final int TRACES = 1 << 12;

  private final TracedAccesses traced = new TracedAccesses(TRACES);
  private int next;

  private int next() {
    next = next + 1 & TRACES - 1;
    return next;
  }

  /** Only the tree. */
  @Benchmark
  public TraceTree tree() {
    return new TraceTree(traced.traces.get(next()));
  }

  /** The tree and all that it tells. */
  @Benchmark
  public Extraction accesses() {
    return traced.extract(traced.traces.get(next()));
  }
}
