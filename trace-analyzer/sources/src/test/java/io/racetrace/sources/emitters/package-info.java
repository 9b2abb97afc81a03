@NullMarked
package io.racetrace.sources.emitters;

import org.jspecify.annotations.NullMarked;
