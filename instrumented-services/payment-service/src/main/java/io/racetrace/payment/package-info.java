/** The payment service: one payment for each operation that a client asks for. */
@NullMarked
package io.racetrace.payment;

import org.jspecify.annotations.NullMarked;
