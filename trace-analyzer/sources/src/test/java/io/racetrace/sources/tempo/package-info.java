@NullMarked
package io.racetrace.sources.tempo;

import org.jspecify.annotations.NullMarked;
