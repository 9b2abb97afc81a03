package io.racetrace.sources.otlp;

import io.racetrace.SpanSink;
import io.racetrace.sources.decode.JsonLines;
import io.racetrace.sources.decode.SpanDecoder;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decodes OTLP's JSON form, as the OpenTelemetry Collector's file exporter, Jaeger's and Tempo's
 * interfaces and the SDKs' own exporters write it: lines, or documents, or both.
 */
public final class OtlpJsonDecoder implements SpanDecoder {

  @Override
  public void decode(InputStream in, String where, SpanSink sink) throws IOException {
    JsonLines.decodeOnAllCores(
        in, where, sink, listener -> new OtlpJsonReader(listener, sink::uses));
  }
}
