/** The layer over the shared library, which services import in its place. */
@NullMarked
package io.racetrace.labels;

import org.jspecify.annotations.NullMarked;
