/** OTLP, the OpenTelemetry protocol, in its JSON and its binary form. */
@NullMarked
package io.racetrace.sources.otlp;

import org.jspecify.annotations.NullMarked;
