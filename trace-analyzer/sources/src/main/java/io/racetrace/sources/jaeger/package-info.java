/** Jaeger: its query service and its own JSON. */
@NullMarked
package io.racetrace.sources.jaeger;

import org.jspecify.annotations.NullMarked;
