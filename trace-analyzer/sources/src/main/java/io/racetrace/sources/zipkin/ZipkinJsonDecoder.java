package io.racetrace.sources.zipkin;

import io.racetrace.SpanSink;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.decode.JsonLines;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decodes Zipkin's JSON of version 2: what its server answers, what tracers send to it, and single
 * spans. Times are in microseconds.
 */
public final class ZipkinJsonDecoder implements SpanDecoder {

  @Override
  public void decode(InputStream in, String where, SpanSink sink) throws IOException {
    Consumers consumers = new Consumers(sink);
    SharedSpans shared = new SharedSpans(where, consumers);
    JsonLines.decode(in, where, shared, ZipkinJsonReader::new);
    shared.end();
    if (consumers.count > 0) {
      sink.diagnostic(
          new Diagnostic(
              Diagnostic.Kind.NO_LINKS,
              where,
              consumers.count,
              "Zipkin keeps no links: what a message caused in another trace is ordered by clocks"));
    }
  }

  /** Counts the spans that another format would have links of. */
  private static final class Consumers implements SpanSink {

    private final SpanSink sink;
    private long count;

    Consumers(SpanSink sink) {
      this.sink = sink;
    }

    @Override
    public void span(Span span) {
      if (span.kind() == SpanKind.CONSUMER && span.parent() == null) {
        count++;
      }
      sink.span(span);
    }

    @Override
    public void diagnostic(Diagnostic diagnostic) {
      sink.diagnostic(diagnostic);
    }
  }
}
