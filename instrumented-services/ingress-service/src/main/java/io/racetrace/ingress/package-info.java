/** The ingress service: telemetry in, on the event path; owner of the health record. */
@NullMarked
package io.racetrace.ingress;

import org.jspecify.annotations.NullMarked;
