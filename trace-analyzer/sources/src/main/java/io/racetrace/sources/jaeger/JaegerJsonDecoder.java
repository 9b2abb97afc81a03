package io.racetrace.sources.jaeger;

import io.racetrace.SpanSink;
import io.racetrace.sources.decode.JsonLines;
import io.racetrace.sources.decode.SpanDecoder;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decodes Jaeger's own JSON in its two spellings.
 *
 * <p>One is what Jaeger's user interface downloads, its query service answers under {@code
 * /api/traces} and its Elasticsearch indices hold, with times in microseconds. The other is the
 * JSON form of its protobuf messages, which Kafka topics and tools for gRPC have, with times in
 * nanoseconds.
 */
public final class JaegerJsonDecoder implements SpanDecoder {

  @Override
  public void decode(InputStream in, String where, SpanSink sink) throws IOException {
    JsonLines.decode(in, where, sink, JaegerJsonReader::new);
  }
}
