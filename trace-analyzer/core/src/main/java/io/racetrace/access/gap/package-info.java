/**
 * What spans don't tell: which writes have no key, no unit of work or no outcome, why that is so,
 * and which setting of whose instrumentation would tell it.
 */
@NullMarked
package io.racetrace.access.gap;

import org.jspecify.annotations.NullMarked;
