@NullMarked
package io.racetrace.plainjpa;

import org.jspecify.annotations.NullMarked;
