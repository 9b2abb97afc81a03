/**
 * From spans to accesses: which record was read or written, by whom, in which unit of work, behind
 * which guard, and what was seen or left there.
 */
@NullMarked
package io.racetrace.access;

import org.jspecify.annotations.NullMarked;
