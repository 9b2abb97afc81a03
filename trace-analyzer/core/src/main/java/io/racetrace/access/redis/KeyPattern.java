package io.racetrace.access.redis;

/**
 * A key taken apart: together they say the whole key, so two keys never become one record.
 *
 * @param type what does not change from key to key, with {@code {}} for what does
 * @param key what does, joined by commas
 */
public record KeyPattern(String type, String key) {}
