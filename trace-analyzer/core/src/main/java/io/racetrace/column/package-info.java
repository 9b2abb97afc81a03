/**
 * Growing primitive columns, so that millions of spans and accesses need no objects until one of
 * them is looked at.
 */
@NullMarked
package io.racetrace.column;

import org.jspecify.annotations.NullMarked;
