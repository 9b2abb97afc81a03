/**
 * From one span to what it touched: statements, commands and stated accesses are read here, each
 * span for itself.
 */
@NullMarked
package io.racetrace.access.touch;

import org.jspecify.annotations.NullMarked;
