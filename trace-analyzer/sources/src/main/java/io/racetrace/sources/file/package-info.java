/** Files, of whichever format, and the standard input. */
@NullMarked
package io.racetrace.sources.file;

import org.jspecify.annotations.NullMarked;
