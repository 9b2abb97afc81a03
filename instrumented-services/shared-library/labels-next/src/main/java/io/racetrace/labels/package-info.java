/** The layer over the next release of the shared library. */
@NullMarked
package io.racetrace.labels;

import org.jspecify.annotations.NullMarked;
