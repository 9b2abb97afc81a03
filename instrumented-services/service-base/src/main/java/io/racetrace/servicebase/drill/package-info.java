/** The gate that holds one side of a race between its read and its write. */
@NullMarked
package io.racetrace.servicebase.drill;

import org.jspecify.annotations.NullMarked;
