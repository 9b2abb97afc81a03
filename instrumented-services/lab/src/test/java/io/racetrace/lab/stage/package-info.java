/** The stage without a lab. */
@NullMarked
package io.racetrace.lab.stage;

import org.jspecify.annotations.NullMarked;
