package io.racetrace.referral;

import io.racetrace.loyaltyaccount.LoyaltyPoints;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The referrals' door. */
@RestController
class ReferralController {
  private static final int POINTS = 400;

  private final LoyaltyPoints loyalty;

  ReferralController(LoyaltyPoints loyalty) {
    this.loyalty = loyalty;
  }

  /**
   * Gives the points before it answers. 404 where there is no such account, 409 where it gave up.
   *
   * @param accountId who referred somebody
   */
  @PostMapping("/referrals/{accountId}/activate")
  Activated activate(@PathVariable String accountId) {
    return new Activated(loyalty.add(accountId, POINTS));
  }

  /**
   * @param balance in points
   */
  record Activated(int balance) {}
}
