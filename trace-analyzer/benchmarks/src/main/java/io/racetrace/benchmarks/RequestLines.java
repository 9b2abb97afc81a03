package io.racetrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Spans as the Collector's file exporter writes them: a line for each request, and in a request the
 * spans that one instance ended lately, by the scope of their instrumentation.
 */
final class RequestLines implements Closeable {

  /** So many spans of one instance make a request. */
  private static final int BATCH = 48;

  /** Spans are exported when they end; those that are open wait here, as in a service. */
  private final PriorityQueue<Ended> open =
      new PriorityQueue<>(Comparator.comparingLong(Ended::time).thenComparing(Ended::number));

  private final Batch[] batches;
  private final OutputStream out;
  private long number;

  /** The text of a span, with what it waits for. */
  private record Ended(long time, Long number, int instance, int scope, String text) {}

  /** What one instance has not sent yet. */
  private static final class Batch {
    private final StringBuilder[] scopes = new StringBuilder[SpanText.SCOPES.length];
    private int spans;
  }

  RequestLines(Path file) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
    batches = new Batch[SpanText.INSTANCES];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = new Batch();
    }
  }

  void add(int instance, int scope, long end, String text) {
    open.add(new Ended(end, number++, instance, scope, text));
  }

  /** How many spans were written or wait to be. */
  long spans() {
    return number;
  }

  /** Exports what has ended by this time. */
  void endUntil(long time) throws IOException {
    while (!open.isEmpty() && open.peek().time <= time) {
      Ended ended = open.remove();
      Batch batch = batches[ended.instance];
      StringBuilder text = batch.scopes[ended.scope];
      if (text == null) {
        text = new StringBuilder(1 << 14);
        batch.scopes[ended.scope] = text;
      }
      text.append(text.length() == 0 ? "" : ",").append(ended.text);
      if (++batch.spans == BATCH) {
        send(ended.instance);
      }
    }
  }

  private void send(int instance) throws IOException {
    Batch batch = batches[instance];
    StringBuilder line = new StringBuilder(1 << 16);
    line.append("{\"resourceSpans\":[{\"resource\":").append(SpanText.resource(instance));
    line.append(",\"scopeSpans\":[");
    String between = "";
    for (int scope = 0; scope < batch.scopes.length; scope++) {
      StringBuilder text = batch.scopes[scope];
      if (text != null && text.length() > 0) {
        line.append(between).append("{\"scope\":{\"name\":\"").append(SpanText.SCOPES[scope]);
        line.append("\",\"version\":\"2.33.1-alpha\"},\"spans\":[").append(text).append("]}");
        between = ",";
        text.setLength(0);
      }
    }
    line.append("],\"schemaUrl\":\"https://opentelemetry.io/schemas/1.37.0\"}]}\n");
    out.write(line.toString().getBytes(US_ASCII));
    batch.spans = 0;
  }

  @Override
  public void close() throws IOException {
    try (out) {
      endUntil(Long.MAX_VALUE);
      for (int i = 0; i < batches.length; i++) {
        if (batches[i].spans > 0) {
          send(i);
        }
      }
    }
  }
}
