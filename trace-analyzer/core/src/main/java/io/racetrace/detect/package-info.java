/** The detectors: one class for each rule, named after the anomaly. */
@NullMarked
package io.racetrace.detect;

import org.jspecify.annotations.NullMarked;
