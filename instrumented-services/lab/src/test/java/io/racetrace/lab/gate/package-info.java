/** Holds what CI servers and other programs are given to what these make of it. */
@NullMarked
package io.racetrace.lab.gate;

import org.jspecify.annotations.NullMarked;
