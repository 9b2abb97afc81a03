/** The racetrace program: its commands, what they print, and the codes they exit with. */
@NullMarked
package io.racetrace.cli;

import org.jspecify.annotations.NullMarked;
