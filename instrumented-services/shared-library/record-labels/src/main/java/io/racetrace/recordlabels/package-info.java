/** The shared library: how records are called when people see them. */
@NullMarked
package io.racetrace.recordlabels;

import org.jspecify.annotations.NullMarked;
