@NullMarked
package io.racetrace.sources.decode;

import org.jspecify.annotations.NullMarked;
