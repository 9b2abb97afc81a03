/**
 * The temperature above which a device raises the alarm: a row that is read often and changed
 * seldom, and so kept in a cache.
 */
@NullMarked
package io.racetrace.ingress.limit;

import org.jspecify.annotations.NullMarked;
