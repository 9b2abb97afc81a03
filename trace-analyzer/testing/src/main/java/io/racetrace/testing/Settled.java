package io.racetrace.testing;

import java.util.List;

/**
 * The spans of a test, after waiting for them.
 *
 * @param missing what traces still lack, a line each; empty if they are whole
 */
record Settled(CollectedSpans spans, List<String> missing) {

  /** Copies the list. */
  Settled {
    missing = List.copyOf(missing);
  }
}
