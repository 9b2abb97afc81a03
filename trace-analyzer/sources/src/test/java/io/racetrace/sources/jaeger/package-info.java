@NullMarked
package io.racetrace.sources.jaeger;

import org.jspecify.annotations.NullMarked;
