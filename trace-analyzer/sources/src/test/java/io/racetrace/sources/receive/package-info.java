@NullMarked
package io.racetrace.sources.receive;

import org.jspecify.annotations.NullMarked;
