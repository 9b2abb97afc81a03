package io.racetrace.finding;

/**
 * By how much the clock of side B could be shifted and the verdict by times would still hold.
 *
 * @param from nanoseconds, the furthest shift backwards
 * @param to nanoseconds, the furthest shift forwards
 */
public record Slack(long from, long to) {

  /** Whether the verdict holds for every shift from the first to the last, in nanoseconds. */
  public boolean covers(long first, long last) {
    return from < first && last < to;
  }
}
