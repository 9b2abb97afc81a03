/**
 * Calibrations of devices: long work under a lease, done properly, and in the ways in which it is
 * done wrong.
 */
@NullMarked
package io.racetrace.ingress.calibration;

import org.jspecify.annotations.NullMarked;
