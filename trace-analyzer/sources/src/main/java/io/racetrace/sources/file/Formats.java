package io.racetrace.sources.file;

import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.otlp.OtlpProtobufDecoder;

/** The formats that files come in, told by their first bytes. */
final class Formats {

  private Formats() {}

  /**
   * The decoder of what begins so. Text of no known format goes to the one that tells line by line
   * what is wrong with it.
   */
  static SpanDecoder decoder(byte[] head) {
    JsonFormat json = JsonFormat.of(head);
    if (json != null) {
      return json.decoder();
    }
    if (OtlpProtobufDecoder.accepts(head)) {
      return new OtlpProtobufDecoder();
    }
    return UnknownFormat.isUnknown(head) ? new UnknownFormat(head) : JsonFormat.OTLP.decoder();
  }
}
