@NullMarked
package io.racetrace.agent;

import org.jspecify.annotations.NullMarked;
