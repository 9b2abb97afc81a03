package io.racetrace.servicebase.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Marks each span with the thread that started it, as the Java agent does. A JDBC connection is
 * used by one thread at a time, so this joins statements to the COMMIT that ends them.
 */
final class ThreadAttributes implements SpanProcessor {
  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    Thread thread = Thread.currentThread();
    span.setAttribute("thread.id", thread.getId());
    span.setAttribute("thread.name", thread.getName());
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {}

  @Override
  public boolean isEndRequired() {
    return false;
  }
}
