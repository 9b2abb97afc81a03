package io.racetrace.testing;

import io.racetrace.SpanSource;
import java.io.IOException;

/** Spans that come from somewhere while tests run. */
interface Recording {

  /** All that came so far; can be read again and again. */
  SpanSource source();

  /** Whether spans are under way that surely will come; what holds them back is asked for them. */
  default boolean isUnderWay() {
    return false;
  }

  /** Where a person finds the spans, or should send them, in a few words. */
  String place();

  /** Ends it; what came stays where it is. */
  default void end() throws IOException {}
}
