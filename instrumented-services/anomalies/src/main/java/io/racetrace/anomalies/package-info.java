/**
 * One party of an anomaly: a program that does in its database what it is told, one step at a time,
 * with instrumented JDBC.
 */
@NullMarked
package io.racetrace.anomalies;

import org.jspecify.annotations.NullMarked;
