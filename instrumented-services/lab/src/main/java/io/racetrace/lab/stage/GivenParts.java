package io.racetrace.lab.stage;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What runs already and is to be used, instead of what the lab would start itself.
 *
 * @param databases a PostgreSQL server; databases that are missing are made, none is dropped
 * @param redisUrl a Redis
 * @param otlp where all spans go too, without {@code /v1/traces}
 */
public record GivenParts(
    @Nullable Databases databases, @Nullable String redisUrl, @Nullable URI otlp) {
  public static final GivenParts NONE = new GivenParts(null, null, null);
}
