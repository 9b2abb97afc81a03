/** Servers that hold traces: what to ask them, and how to be sure that all of it came. */
@NullMarked
package io.racetrace.sources.backend;

import org.jspecify.annotations.NullMarked;
