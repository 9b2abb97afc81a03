/** Accesses gathered by record: one history for each, and a census of who writes what. */
@NullMarked
package io.racetrace.history;

import org.jspecify.annotations.NullMarked;
