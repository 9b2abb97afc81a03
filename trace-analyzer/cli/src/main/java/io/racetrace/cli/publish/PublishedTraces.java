package io.racetrace.cli.publish;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.finding.Fingerprint;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.backend.NoSuchTracesException;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Which traces of findings a back end has already. */
public final class PublishedTraces implements SpanSink {

  private final Set<TraceId> known = new HashSet<>();
  private String failure = "";

  private PublishedTraces() {}

  /**
   * @param asked the back end, for the traces that are to be published
   * @throws IOException if it can't tell
   */
  public static Set<TraceId> in(SpanSource asked) throws IOException {
    PublishedTraces published = new PublishedTraces();
    try {
      asked.read(published);
    } catch (NoSuchTracesException none) {
      return Set.of();
    }
    if (!published.failure.isEmpty()) {
      throw new IOException(published.failure);
    }
    return published.known;
  }

  @Override
  public void span(Span span) {
    if (span.attributes().containsKey(Fingerprint.ATTRIBUTE)) {
      known.add(span.traceId());
    }
  }

  @Override
  public void diagnostic(Diagnostic diagnostic) {
    // That a trace is not there is what one wants to know; anything else leaves it open.
    if (diagnostic.kind() == Diagnostic.Kind.FAILED_ANSWER) {
      failure =
          "can't tell what is published already: "
              + diagnostic.where()
              + ": "
              + diagnostic.detail();
    }
  }

  @Override
  public boolean uses(String attribute) {
    return attribute.equals(Fingerprint.ATTRIBUTE);
  }
}
