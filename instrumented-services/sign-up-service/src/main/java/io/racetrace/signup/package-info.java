/** The sign-up service: one member for each e-mail address. */
@NullMarked
package io.racetrace.signup;

import org.jspecify.annotations.NullMarked;
