/**
 * Which remedy fits the contention that was measured: how often the hot records change, how long a
 * change takes, what is in its way, and what each remedy would cost there.
 */
@NullMarked
package io.racetrace.advise;

import org.jspecify.annotations.NullMarked;
