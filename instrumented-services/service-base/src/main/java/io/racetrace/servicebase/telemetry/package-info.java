/** Spans: how they are made, marked and sent. */
@NullMarked
package io.racetrace.servicebase.telemetry;

import org.jspecify.annotations.NullMarked;
