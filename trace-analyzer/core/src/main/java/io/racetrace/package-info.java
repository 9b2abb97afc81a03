/** The front door: spans in, a report out. */
@NullMarked
package io.racetrace;

import org.jspecify.annotations.NullMarked;
