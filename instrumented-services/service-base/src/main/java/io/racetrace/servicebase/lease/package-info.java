/** Leases: locks in Redis that are held for a time and no longer. */
@NullMarked
package io.racetrace.servicebase.lease;

import org.jspecify.annotations.NullMarked;
