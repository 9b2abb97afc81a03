package io.racetrace.finding;

import org.jspecify.annotations.Nullable;

/**
 * How often something that was not seen is to be expected, and the numbers that this comes from.
 *
 * @param perDay collisions a day; null where the input is too small to tell
 * @param changesA how many changes side A made in the input
 * @param changesB how many changes side B made; the same ones where A and B are one path
 * @param observedNanos for how long the input looks
 * @param sameKey the chance that a change by A and a change by B are of the same record; null where
 *     no two changes were
 * @param windowNanosA from A's read to A's effect, on average; 0 if A can't overwrite B
 * @param windowNanosB the same of B
 */
public record Expectation(
    @Nullable Double perDay,
    long changesA,
    long changesB,
    long observedNanos,
    @Nullable Double sameKey,
    long windowNanosA,
    long windowNanosB) {

  /** This, summed up with what other statements of the same two sides add to it. */
  public Expectation perDay(double sum) {
    return new Expectation(
        sum, changesA, changesB, observedNanos, sameKey, windowNanosA, windowNanosB);
  }
}
