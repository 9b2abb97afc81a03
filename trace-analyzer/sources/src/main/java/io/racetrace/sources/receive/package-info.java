/** Receiving spans live, over OTLP. */
@NullMarked
package io.racetrace.sources.receive;

import org.jspecify.annotations.NullMarked;
