@NullMarked
package io.racetrace.anomalies;

import org.jspecify.annotations.NullMarked;
