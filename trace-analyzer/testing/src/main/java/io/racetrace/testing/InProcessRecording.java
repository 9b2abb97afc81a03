package io.racetrace.testing;

import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.racetrace.SpanSource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Spans of the test's own process. They go the way of all others, over OTLP into a file, so that
 * they mean the same.
 */
final class InProcessRecording implements Recording, SpanProcessor {

  /** More than that at once are more than a test makes while one request takes. */
  private static final int MOST_WAITING = 1 << 16;

  private final ReceivedRecording received;
  private final SpanProcessor sender;
  private final Tests tests;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();

  /**
   * @param received takes the spans
   * @param tests is told in which test a trace began
   */
  InProcessRecording(ReceivedRecording received, Tests tests) {
    this.received = received;
    this.tests = tests;
    sender =
        BatchSpanProcessor.builder(
                OtlpHttpSpanExporter.builder()
                    .setEndpoint(received.endpoint() + "/v1/traces")
                    .build())
            .setMaxQueueSize(MOST_WAITING)
            .setScheduleDelay(Duration.ofMillis(50))
            .build();
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    begun.incrementAndGet();
    tests.began(parent, span.getSpanContext().getTraceId());
    sender.onStart(parent, span);
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled()) {
      sender.onEnd(span);
    } else {
      // It is never sent.
      begun.decrementAndGet();
      ended.decrementAndGet();
    }
    ended.incrementAndGet();
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public SpanSource source() {
    return received.source();
  }

  @Override
  public boolean isUnderWay() {
    sender.forceFlush().join(10, TimeUnit.SECONDS);
    return begun.get() > ended.get() || ended.get() > received.spans();
  }

  @Override
  public String place() {
    return received.place() + ", from a SDK with spanProcessor() of this recorder";
  }

  @Override
  public void end() throws IOException {
    sender.shutdown().join(10, TimeUnit.SECONDS);
    received.end();
  }
}
