/** How a service states, in its spans, which record it reads or writes and what it saw or left. */
@NullMarked
package io.racetrace.statedaccess;

import org.jspecify.annotations.NullMarked;
