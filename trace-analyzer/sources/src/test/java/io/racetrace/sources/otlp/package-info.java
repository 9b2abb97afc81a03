@NullMarked
package io.racetrace.sources.otlp;

import org.jspecify.annotations.NullMarked;
