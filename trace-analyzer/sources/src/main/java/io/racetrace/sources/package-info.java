/** Places and formats that hold spans: files, back ends, a live receiver. */
@NullMarked
package io.racetrace.sources;

import org.jspecify.annotations.NullMarked;
