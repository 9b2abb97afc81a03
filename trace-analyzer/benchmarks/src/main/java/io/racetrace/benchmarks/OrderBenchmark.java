package io.racetrace.benchmarks;

import io.racetrace.access.Access;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.MeasuredClocks;
import io.racetrace.order.Relation;
import java.util.List;
import java.util.SplittableRandom;
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

/** How many pairs of accesses are ordered in a second, in a forest of 50,000 traces. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class OrderBenchmark {

  private static final int TRACES = 50_000;
  private static final int PAIRS = 1 << 16;
  private static final int OF_TRACE = 4;

  private final TracedAccesses traced = new TracedAccesses(TRACES);
  private final List<Access> accesses = traced.plant();
  private final HappensBefore order =
      new HappensBefore(traced.forest, TracedAccesses.STATED, traced.calls.measure());
  private final int[] drawn = new int[PAIRS];
  private int next;

  /** Draws the pairs; the same ones in every run. */
  public OrderBenchmark() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < PAIRS; i++) {
      drawn[i] = random.nextInt(accesses.size() - 64);
    }
  }

  private int next() {
    next = next + 1 & PAIRS - 1;
    return drawn[next];
  }

  /** Two of one trace: causality tells. */
  @Benchmark
  public Relation inOneTrace() {
    int first = next() / OF_TRACE * OF_TRACE;
    return order.compare(accesses.get(first), accesses.get(first + OF_TRACE - 1));
  }

  /** Two of traces that began within 16 ms: clocks tell, if anything does. */
  @Benchmark
  public Relation ofTwoTraces() {
    int first = next();
    return order.compare(accesses.get(first), accesses.get(first + 63));
  }

  /** The offsets of sixteen clocks from 50,000 calls, from what was gathered of them. */
  @Benchmark
  public MeasuredClocks clocks() {
    return traced.calls.measure();
  }
}
