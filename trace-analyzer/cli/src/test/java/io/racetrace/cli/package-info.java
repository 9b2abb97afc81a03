@NullMarked
package io.racetrace.cli;

import org.jspecify.annotations.NullMarked;
