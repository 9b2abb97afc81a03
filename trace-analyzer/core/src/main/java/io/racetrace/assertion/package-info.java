/** What somebody wants to be so of a report, and whether it is. */
@NullMarked
package io.racetrace.assertion;

import org.jspecify.annotations.NullMarked;
