package io.racetrace.ingress.presence;

/**
 * A row of {@code device_presence}.
 *
 * @param heartbeats how many there were, as far as the row knows
 * @param degraded whether it knows of fewer than there were
 * @param version counts the writes of the row
 */
record Presence(String deviceId, int heartbeats, boolean degraded, long version) {}
