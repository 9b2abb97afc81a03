/** Asking back ends over HTTP. */
@NullMarked
package io.racetrace.sources.http;

import org.jspecify.annotations.NullMarked;
