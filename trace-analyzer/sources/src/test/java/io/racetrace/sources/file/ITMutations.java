package io.racetrace.sources.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.SpanSink;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.SampleSpans;
import io.racetrace.sources.WrittenFormat;
import io.racetrace.trace.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Tag;

/**
 * A million damaged files: none is thrown at the user, none is read for ever or into all memory,
 * and of none more spans come out than its bytes could hold.
 *
 * <p>{@code -Dracetrace.mutations=20000000} makes it twenty million.
 */
@Tag("once")
class ITMutations {

  private static final int FILES = Integer.getInteger("racetrace.mutations", 1_000_000);

  /** Each try takes as many files, all processors at once. */
  private static final int TRIES = 1000;

  /** Nothing in a format tells a span in fewer bytes. */
  private static final int MIN_SPAN_BYTES = 8;

  /** A packed byte can stand for many. */
  private static final int MAX_RATIO = 1000;

  private static final int VALID_FILES = 20;

  private static final Map<WrittenFormat, List<byte[]>> VALID = valid();
  private static final LongAdder FILES_READ = new LongAdder();
  private static final LongAdder SPANS_READ = new LongAdder();
  private static final LongAdder TOLD = new LongAdder();
  private static final LongAccumulator SLOWEST = new LongAccumulator(Math::max, 0);

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void damaged_input_is_read_as_far_as_it_goes_and_told(@ForAll long seed) {
    LongStream.range(0, FILES / TRIES)
        .map(i -> seed * 0x9E3779B97F4A7C15L + i)
        .parallel()
        .forEach(ITMutations::readDamaged);
  }

  private static void readDamaged(long seed) {
    WrittenFormat[] formats = WrittenFormat.values();
    WrittenFormat format = formats[Math.floorMod(seed, formats.length)];
    List<byte[]> valid = Objects.requireNonNull(VALID.get(format));
    byte[] damaged = new Mutation(seed).of(valid.get(Math.floorMod(seed / 64, VALID_FILES)));
    Counts counts = new Counts();
    long start = System.nanoTime();

    try {
      FileSource.of(new ByteArrayInputStream(damaged), "damaged").read(counts);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new AssertionError(format + " damaged by seed " + seed, e);
    }

    SLOWEST.accumulate(System.nanoTime() - start);
    FILES_READ.increment();
    SPANS_READ.add(counts.spans);
    TOLD.add(counts.diagnostics > 0 ? 1 : 0);
    assertThat(counts.spans)
        .as("%s damaged by seed %d", format, seed)
        .isLessThanOrEqualTo((long) damaged.length * MAX_RATIO / MIN_SPAN_BYTES);
    assertThat(counts.diagnostics)
        .as("%s damaged by seed %d", format, seed)
        .isLessThan(damaged.length + 10L);
  }

  @AfterContainer
  static void tell() {
    System.out.printf(
        "%,d damaged files in %d formats: %,d spans read, %,d files told of; slowest %d ms%n",
        FILES_READ.sum(), VALID.size(), SPANS_READ.sum(), TOLD.sum(), SLOWEST.get() / 1_000_000);
  }

  private static Map<WrittenFormat, List<byte[]>> valid() {
    Map<WrittenFormat, List<byte[]>> files = new EnumMap<>(WrittenFormat.class);
    for (WrittenFormat format : WrittenFormat.values()) {
      List<byte[]> ofFormat = new ArrayList<>();
      for (int i = 0; i < VALID_FILES; i++) {
        ofFormat.add(format.write(SampleSpans.of(i, 1 + i % 5)));
      }
      files.put(format, ofFormat);
    }
    return files;
  }

  private static final class Counts implements SpanSink {

    private long spans;
    private long diagnostics;

    @Override
    public void span(Span span) {
      spans++;
    }

    @Override
    public void diagnostic(Diagnostic diagnostic) {
      diagnostics++;
    }
  }
}
