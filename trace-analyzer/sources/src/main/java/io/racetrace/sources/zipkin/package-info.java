/** Zipkin's JSON. */
@NullMarked
package io.racetrace.sources.zipkin;

import org.jspecify.annotations.NullMarked;
