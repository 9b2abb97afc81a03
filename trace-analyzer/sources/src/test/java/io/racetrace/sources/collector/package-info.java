/** The files of collector-config, each in a real Collector. */
@NullMarked
package io.racetrace.sources.collector;

import org.jspecify.annotations.NullMarked;
