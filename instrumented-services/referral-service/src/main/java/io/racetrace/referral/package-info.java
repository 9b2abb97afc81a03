/** The referral service: points for referrals, on the request path. */
@NullMarked
package io.racetrace.referral;

import org.jspecify.annotations.NullMarked;
