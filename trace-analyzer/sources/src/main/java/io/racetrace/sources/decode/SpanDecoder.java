package io.racetrace.sources.decode;

import io.racetrace.SpanSink;
import java.io.IOException;
import java.io.InputStream;

/** Turns the bytes of one format into spans. An extension point. */
@FunctionalInterface
public interface SpanDecoder {

  /**
   * Reads to the end. What is not of the format becomes a diagnostic and the rest goes on.
   *
   * @param in left open
   * @param where the name of the input in diagnostics, such as its file name
   * @throws IOException if {@code in} throws it
   */
  void decode(InputStream in, String where, SpanSink sink) throws IOException;
}
