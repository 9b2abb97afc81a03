package io.racetrace.sources.zipkin;

import io.racetrace.SpanSink;
import io.racetrace.sources.decode.JsonLines;
import io.racetrace.sources.decode.SpanDecoder;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decodes Zipkin's JSON of version 2: what its server answers, what tracers send to it, and single
 * spans. Times are in microseconds.
 */
public final class ZipkinJsonDecoder implements SpanDecoder {

  @Override
  public void decode(InputStream in, String where, SpanSink sink) throws IOException {
    SharedSpans shared = new SharedSpans(where, sink);
    JsonLines.decode(in, where, shared, ZipkinJsonReader::new);
    shared.end();
  }
}
