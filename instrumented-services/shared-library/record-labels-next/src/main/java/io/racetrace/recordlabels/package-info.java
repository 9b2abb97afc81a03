/** The shared library, next release. */
@NullMarked
package io.racetrace.recordlabels;

import org.jspecify.annotations.NullMarked;
