/** Adding points to a loyalty account, in the form that is selected at run time. */
@NullMarked
package io.racetrace.loyaltyaccount;

import org.jspecify.annotations.NullMarked;
