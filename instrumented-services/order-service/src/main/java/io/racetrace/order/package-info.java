/** The order service: points for orders, on the event path. */
@NullMarked
package io.racetrace.order;

import org.jspecify.annotations.NullMarked;
