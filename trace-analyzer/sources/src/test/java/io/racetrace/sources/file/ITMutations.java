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
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * A million damaged files: none is thrown at the user, none is read for ever or into all memory,
 * and of none more spans come out than its bytes could hold.
 *
 * <p>{@code -Dracetrace.mutations=20} makes it twenty million.
 */
class ITMutations {

  private static final int TIMES = Integer.getInteger("racetrace.mutations", 1);

  /** Nothing in a format tells a span in fewer bytes. */
  private static final int MIN_SPAN_BYTES = 8;

  /** A packed byte can stand for many. */
  private static final int MAX_RATIO = 1000;

  private static final int VALID_FILES = 20;

  private static final Map<WrittenFormat, List<byte[]>> VALID = valid();
  private static long files;
  private static long spansRead;
  private static long told;
  private static long slowest;

  @Property(tries = 1_000_000, edgeCases = EdgeCasesMode.NONE)
  void damaged_input_is_read_as_far_as_it_goes_and_told(
      @ForAll WrittenFormat format, @ForAll long seed) throws IOException {
    for (int time = 0; time < TIMES; time++) {
      long ownSeed = seed + time * 0x9E3779B97F4A7C15L;
      byte[] valid =
          Objects.requireNonNull(VALID.get(format)).get(Math.floorMod(ownSeed, VALID_FILES));
      byte[] damaged = new Mutation(ownSeed).of(valid);
      Counts counts = new Counts();
      long start = System.nanoTime();

      FileSource.of(new ByteArrayInputStream(damaged), "damaged").read(counts);

      slowest = Math.max(slowest, System.nanoTime() - start);
      files++;
      spansRead += counts.spans;
      told += counts.diagnostics > 0 ? 1 : 0;
      assertThat(counts.spans)
          .isLessThanOrEqualTo((long) damaged.length * MAX_RATIO / MIN_SPAN_BYTES);
      assertThat(counts.diagnostics).isLessThan(damaged.length + 10L);
    }
  }

  @AfterContainer
  static void tell() {
    System.out.printf(
        "%,d damaged files in %d formats: %,d spans read, %,d files told of; slowest %d ms%n",
        files, VALID.size(), spansRead, told, slowest / 1_000_000);
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
