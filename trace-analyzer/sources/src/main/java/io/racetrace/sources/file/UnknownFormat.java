package io.racetrace.sources.file;

import io.racetrace.SpanSink;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.decode.SpanDecoder;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Says of bytes that are no format of spans what could be done with them. */
final class UnknownFormat implements SpanDecoder {

  private final byte[] head;

  UnknownFormat(byte[] head) {
    this.head = head;
  }

  /** Whether this is a page, or is not text; and no line of it is JSON either. */
  static boolean isUnknown(byte[] head) {
    if (isMarkup(head)) {
      return true;
    }
    boolean control = false;
    byte last = 0;
    for (byte next : head) {
      // Text has line ends and tabs, but no other control characters.
      control |= next >= 0 && next < '\t';
      if (last == '\n' && (next == '{' || next == '[')) {
        return false;
      }
      last = next;
    }
    return control;
  }

  private static boolean isMarkup(byte[] head) {
    return new String(head, 0, Math.min(head.length, 100), StandardCharsets.ISO_8859_1)
        .stripLeading()
        .startsWith("<");
  }

  @Override
  public void decode(InputStream in, String where, SpanSink sink) {
    String bytes =
        HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOf(head, Math.min(4, head.length)));
    sink.diagnostic(
        new Diagnostic(
            Diagnostic.Kind.UNDECODABLE_LINE,
            where,
            1,
            (isMarkup(head) ? "a page, perhaps an error that was saved" : "begins with " + bytes)
                + ", which is no format of spans: OTLP in JSON or protobuf, Jaeger's and Zipkin's"
                + " JSON are read, plain or packed with gzip or zstd; unpack other archives"));
  }
}
