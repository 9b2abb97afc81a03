package io.racetrace;

import java.io.IOException;

/** A place that holds spans: a file, a back end, a recorder in a test. An extension point. */
@FunctionalInterface
public interface SpanSource {

  /**
   * Hands every span to the sink, in any order. What can't be decoded becomes a diagnostic and the
   * rest goes on.
   *
   * @throws IOException if the place can't be reached or read any further; its message names the
   *     place and the next thing to try
   */
  void read(SpanSink sink) throws IOException;
}
