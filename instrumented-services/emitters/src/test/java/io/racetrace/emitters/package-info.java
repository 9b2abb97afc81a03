@NullMarked
package io.racetrace.emitters;

import org.jspecify.annotations.NullMarked;
