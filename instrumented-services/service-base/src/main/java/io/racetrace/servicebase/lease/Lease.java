package io.racetrace.servicebase.lease;

import java.time.Duration;

/**
 * A lock that was obtained. It opens by itself when its time is over, whatever its holder still
 * does by then.
 *
 * @param key what is locked
 * @param token known to the holder alone
 * @param fence larger than that of any holder before; for the record to check
 * @param ttl how long it is held, counted from when Redis granted or renewed it
 */
public record Lease(String key, String token, long fence, Duration ttl) {}
