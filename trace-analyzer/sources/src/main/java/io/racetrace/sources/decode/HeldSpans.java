package io.racetrace.sources.decode;

import io.racetrace.SpanSink;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * What was read of one line or message, until it is known whether all of it is good.
 *
 * <p>A line or message with very many spans is no longer taken or left as a whole: memory would
 * grow with it.
 */
public final class HeldSpans implements JsonSpanReader.Listener {

  private static final int MAX_HELD = 10_000;

  private final SpanSink sink;
  private final InputFaults faults;
  private final List<Span> spans = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();

  public HeldSpans(SpanSink sink, InputFaults faults) {
    this.sink = sink;
    this.faults = faults;
  }

  @Override
  public void span(Span span) {
    spans.add(span);
    if (spans.size() >= MAX_HELD) {
      release();
    }
  }

  @Override
  public void fault(SpanFault fault, ServiceInstance instance) {
    hold(() -> faults.span(fault, instance));
  }

  @Override
  public void otherSignal(String name) {
    hold(() -> faults.otherSignal(name));
  }

  @Override
  public void failedAnswer(String detail) {
    hold(() -> faults.failedAnswer(detail));
  }

  /** It is good: hands over what is held. */
  public void release() {
    spans.forEach(sink::span);
    held.forEach(Runnable::run);
    drop();
  }

  /** It is not good: forgets what is held. */
  public void drop() {
    spans.clear();
    held.clear();
  }

  private void hold(Runnable fault) {
    held.add(fault);
    if (held.size() >= MAX_HELD) {
      release();
    }
  }
}
