package io.racetrace.sources.file;

import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.otlp.OtlpJsonDecoder;
import io.racetrace.sources.otlp.OtlpProtobufDecoder;

/** The formats that files come in, told by their first bytes. */
final class Formats {

  private Formats() {}

  /**
   * The decoder of what begins so. Bytes of no known format go to the one that tells best what is
   * wrong with them.
   */
  static SpanDecoder decoder(byte[] head) {
    return OtlpProtobufDecoder.accepts(head) ? new OtlpProtobufDecoder() : new OtlpJsonDecoder();
  }
}
