/** Tests of the lab's extension. */
@NullMarked
package io.racetrace.labextension;

import org.jspecify.annotations.NullMarked;
