package io.racetrace.sources.decode;

import io.racetrace.OrderedWork;
import io.racetrace.SpanSink;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

/**
 * Decodes the lines of an input on several threads, as long as there is nothing wrong with them.
 * From the first block that is not whole lines which can be decoded, the rest is left to who reads
 * one line after the other.
 */
final class LineBlocks {

  private static final int BLOCK_BYTES = 1 << 18;

  /** A line that is longer is not held in memory. */
  private static final int MOST_BYTES = 1 << 23;

  private final InputStream in;
  private final InputFaults faults;
  private final SpanSink sink;
  private final JsonSpanReader.Factory format;
  private final Queue<Decoding> decodings = new ConcurrentLinkedQueue<>();
  private final Deque<byte[]> spare = new ArrayDeque<>();
  private final List<InputStream> left = new ArrayList<>();
  private long lines;
  private @Nullable IOException failure;

  /** Whole lines. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(byte[] bytes, int length) {}

  /** What came of a block; nothing if it is broken. */
  private record Decoded(
      Block block,
      boolean isBroken,
      int lines,
      Runnable spans,
      List<Consumer<InputFaults>> faults) {}

  LineBlocks(InputStream in, InputFaults faults, SpanSink sink, JsonSpanReader.Factory format) {
    this.in = in;
    this.faults = faults;
    this.sink = sink;
    this.format = format;
  }

  /** How many lines were decoded. */
  long lines() {
    return lines;
  }

  /** What comes after these lines. */
  InputStream rest() {
    IOException thrown = failure;
    left.add(thrown == null ? new PeekedInput.LeftOpen(in) : new Failing(thrown));
    return new SequenceInputStream(Collections.enumeration(left));
  }

  void decode(int threads) throws IOException {
    try (OrderedWork<Decoded> work = new OrderedWork<>(threads, this::take)) {
      byte[] bytes = new byte[BLOCK_BYTES];
      int length = fill(bytes, 0);
      boolean isFirst = true;
      while (left.isEmpty()) {
        boolean isLast = length < bytes.length;
        int end = lastLineEnd(bytes, length);
        if (isFirst && JsonLines.isDocument(Arrays.copyOf(bytes, Math.min(length, 1 << 16)))) {
          break;
        }
        isFirst = false;
        if (isLast || end == 0 && bytes.length >= MOST_BYTES) {
          break;
        }
        if (end == 0) {
          bytes = Arrays.copyOf(bytes, 2 * bytes.length);
          length = fill(bytes, length);
          continue;
        }
        Block block = new Block(bytes, end);
        byte[] next = spare.isEmpty() ? new byte[BLOCK_BYTES] : spare.remove();
        int over = length - end;
        if (next.length <= over) {
          next = new byte[2 * bytes.length];
        }
        System.arraycopy(bytes, end, next, 0, over);
        bytes = next;
        work.add(() -> decoded(block));
        length = fill(bytes, over);
      }
      work.end();
      left.add(new ByteArrayInputStream(bytes, 0, length));
    }
  }

  /** Reads until the block is full or the input ends; how many bytes are in it then. */
  private int fill(byte[] bytes, int from) {
    int length = from;
    try {
      while (length < bytes.length && failure == null) {
        int count = in.read(bytes, length, bytes.length - length);
        if (count < 0) {
          break;
        }
        length += count;
      }
    } catch (IOException e) {
      // Who reads on meets it in its place.
      failure = e;
    }
    return length;
  }

  private static int lastLineEnd(byte[] bytes, int length) {
    int end = length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private void take(Decoded decoded) {
    if (decoded.isBroken || !left.isEmpty()) {
      left.add(new ByteArrayInputStream(decoded.block.bytes, 0, decoded.block.length));
      return;
    }
    lines += decoded.lines;
    decoded.spans.run();
    decoded.faults.forEach(fault -> fault.accept(faults));
    if (decoded.block.bytes.length == BLOCK_BYTES) {
      spare.add(decoded.block.bytes);
    }
  }

  private Decoded decoded(Block block) {
    Decoding known = decodings.poll();
    Decoding decoding = known == null ? new Decoding(format, sink) : known;
    Decoded decoded = decoding.decode(block);
    decodings.add(decoding);
    return decoded;
  }

  /** The reader of one thread at a time, and what it told. */
  private static final class Decoding implements JsonSpanReader.Listener {

    private final SpanSink sink;
    private final JsonSpanReader reader;
    private List<Span> spans = new ArrayList<>();
    private List<Consumer<InputFaults>> faults = new ArrayList<>();

    Decoding(JsonSpanReader.Factory format, SpanSink sink) {
      this.sink = sink;
      reader = format.reader(this);
    }

    Decoded decode(Block block) {
      spans = new ArrayList<>(spans.size());
      faults = new ArrayList<>();
      int lines = 0;
      int from = 0;
      boolean isBroken = false;
      try {
        while (from < block.length) {
          int to = reader.readsPlain(block.bytes, from, block.length);
          if (to < 0) {
            to = from;
            while (block.bytes[to] != '\n') {
              to++;
            }
            parse(block.bytes, from, to);
          }
          lines++;
          from = to + 1;
        }
      } catch (JacksonException e) {
        isBroken = true;
      }
      Runnable told = isBroken ? () -> {} : sink.prepared(spans);
      return new Decoded(block, isBroken, lines, told, faults);
    }

    private void parse(byte[] bytes, int from, int to) {
      ObjectReadContext context = ObjectReadContext.empty();
      try (JsonParser in = Json.FACTORY.createParser(context, bytes, from, to - from)) {
        while (in.nextToken() != null) {
          reader.read(in);
        }
      }
    }

    @Override
    public void span(Span span) {
      spans.add(span);
    }

    @Override
    public void fault(SpanFault fault, ServiceInstance instance) {
      faults.add(all -> all.span(fault, instance));
    }

    @Override
    public void otherSignal(String name) {
      faults.add(all -> all.otherSignal(name));
    }

    @Override
    public void failedAnswer(String detail) {
      faults.add(all -> all.failedAnswer(detail));
    }
  }

  /** An input that failed, and fails again. */
  private static final class Failing extends InputStream {

    private final IOException failure;

    Failing(IOException failure) {
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      throw failure;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      throw failure;
    }
  }
}
