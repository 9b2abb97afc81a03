/** Heartbeats of devices, which go on whether or not the locks' Redis can be reached. */
@NullMarked
package io.racetrace.ingress.presence;

import org.jspecify.annotations.NullMarked;
