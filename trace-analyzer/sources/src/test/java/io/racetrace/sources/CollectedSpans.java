package io.racetrace.sources;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.file.FileSource;
import io.racetrace.trace.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What came out of an input. */
public final class CollectedSpans implements SpanSink {

  public final List<Span> spans = new ArrayList<>();
  public final List<Diagnostic> diagnostics = new ArrayList<>();

  public static CollectedSpans decode(String text) throws IOException {
    return decode(text.getBytes(StandardCharsets.UTF_8));
  }

  public static CollectedSpans decode(byte[] bytes) throws IOException {
    return read(FileSource.of(new ByteArrayInputStream(bytes), "spans.jsonl"));
  }

  public static CollectedSpans decode(SpanDecoder decoder, String text) throws IOException {
    return decode(decoder, text.getBytes(StandardCharsets.UTF_8));
  }

  public static CollectedSpans decode(SpanDecoder decoder, byte[] bytes) throws IOException {
    CollectedSpans collected = new CollectedSpans();
    decoder.decode(new ByteArrayInputStream(bytes), "spans.json", collected);
    return collected;
  }

  public static CollectedSpans read(SpanSource source) throws IOException {
    CollectedSpans collected = new CollectedSpans();
    source.read(collected);
    return collected;
  }

  @Override
  public void span(Span span) {
    spans.add(span);
  }

  @Override
  public void diagnostic(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
  }

  /** The kind, place and count of each diagnostic, such as {@code undecodable-line x:3 1}. */
  public List<String> complaints() {
    return diagnostics.stream()
        .map(d -> d.kind().id() + " " + d.where() + " " + d.count())
        .toList();
  }
}
