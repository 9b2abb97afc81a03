/** Spans as they were exported: who did what, when, on which clock, and caused by whom. */
@NullMarked
package io.racetrace.trace;

import org.jspecify.annotations.NullMarked;
