/**
 * What devices report of their state: events of which the last one counts, in the device's order.
 */
@NullMarked
package io.racetrace.ingress.state;

import org.jspecify.annotations.NullMarked;
