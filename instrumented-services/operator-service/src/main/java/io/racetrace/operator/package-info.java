/** The operator service: maintenance of devices, on the request path. */
@NullMarked
package io.racetrace.operator;

import org.jspecify.annotations.NullMarked;
