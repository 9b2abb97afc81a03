package io.racetrace.sources.otlp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes spans as lines of {@code {"resourceSpans":[...]}}, each of a bounded length, as far as
 * single spans allow.
 */
final class OtlpLines {

  private static final int MAX_LINE_BYTES = 1 << 20;
  private static final byte[] START = bytes("{\"resourceSpans\":[");
  private static final byte[] END = bytes("]}\n");

  private final OutputStream out;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  OtlpLines(OutputStream out) {
    this.out = out;
  }

  /**
   * Adds spans of one scope of one resource.
   *
   * @param beforeSpans the element's JSON up to the first span
   * @param afterSpans the rest of it, behind the last span
   */
  void add(byte[] beforeSpans, List<byte[]> spans, byte[] afterSpans) throws IOException {
    int from = 0;
    while (from < spans.size()) {
      int size = beforeSpans.length + afterSpans.length;
      int to = from;
      while (to < spans.size() && (to == from || size + spans.get(to).length < MAX_LINE_BYTES)) {
        size += spans.get(to++).length + 1;
      }
      if (line.size() > 0 && line.size() + size > MAX_LINE_BYTES) {
        flush();
      }
      line.writeBytes(line.size() == 0 ? START : bytes(","));
      line.writeBytes(beforeSpans);
      for (int i = from; i < to; i++) {
        if (i > from) {
          line.write(',');
        }
        line.writeBytes(spans.get(i));
      }
      line.writeBytes(afterSpans);
      from = to;
    }
  }

  /** Writes what was added since the last line. */
  void flush() throws IOException {
    if (line.size() > 0) {
      line.writeBytes(END);
      line.writeTo(out);
      line.reset();
    }
  }

  /** A line that is none of spans. */
  void write(ByteArrayOutputStream other) throws IOException {
    other.writeTo(out);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
