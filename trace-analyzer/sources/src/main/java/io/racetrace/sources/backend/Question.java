package io.racetrace.sources.backend;

import io.racetrace.trace.TraceId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that is asked of a back end in one run.
 *
 * @param services all if there are none
 * @param traces these and nothing else, if there are any
 */
record Question(
    Instant from,
    Instant to,
    List<String> services,
    Map<String, String> tags,
    List<TraceId> traces,
    int depth,
    int concurrency) {}
