/** The event path: a Redis Stream with a consumer group that carries the trace context. */
@NullMarked
package io.racetrace.servicebase.event;

import org.jspecify.annotations.NullMarked;
