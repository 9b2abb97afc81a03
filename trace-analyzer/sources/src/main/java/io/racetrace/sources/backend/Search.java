package io.racetrace.sources.backend;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One question to a back end.
 *
 * @param service a service of which a span is in the trace; absent for any
 * @param from spans start at this time or later
 * @param to spans start at this time or earlier
 * @param tags attributes of a span in the trace; a hint only, answers are filtered again
 * @param depth so many traces at most
 */
public record Search(
    @Nullable String service, Instant from, Instant to, Map<String, String> tags, int depth) {}
