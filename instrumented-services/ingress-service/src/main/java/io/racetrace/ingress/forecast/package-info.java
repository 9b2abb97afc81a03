/** Forecasts, which an external platform makes slowly and for money, and a cache in Redis keeps. */
@NullMarked
package io.racetrace.ingress.forecast;

import org.jspecify.annotations.NullMarked;
