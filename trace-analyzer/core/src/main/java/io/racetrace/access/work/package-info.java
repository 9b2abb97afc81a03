/**
 * From the touches of one trace to its accesses: which execution and which transaction each belongs
 * to, what was locked meanwhile, what became of it, and what caused it.
 */
@NullMarked
package io.racetrace.access.work;

import org.jspecify.annotations.NullMarked;
