package io.racetrace.servicebase.event;

import io.lettuce.core.RedisException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loses acknowledgements when a drill asks for it: the handler is done and has committed, and the
 * stream never learns. What follows is a true redelivery.
 */
public final class LostAcknowledgements {
  private final AtomicInteger toLose = new AtomicInteger();

  /** As many acknowledgements more are lost, the next ones that come. */
  public void lose(int count) {
    toLose.addAndGet(count);
  }

  /** A handler whose acknowledgement may get lost. */
  EventHandler after(EventHandler handler) {
    return event -> {
      handler.handle(event);
      if (toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new RedisException("the acknowledgement of " + event.id() + " was lost");
      }
    };
  }
}
