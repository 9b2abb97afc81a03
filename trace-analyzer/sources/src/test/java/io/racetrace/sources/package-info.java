@NullMarked
package io.racetrace.sources;

import org.jspecify.annotations.NullMarked;
