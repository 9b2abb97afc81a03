package io.racetrace.referral;

import io.racetrace.loyaltyaccount.LoyaltyPoints;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The referrals' door. */
@RestController
class ReferralController {
  private static final int REWARD = 97;

  private final Referrals referrals;
  private final LoyaltyPoints loyalty;

  ReferralController(Referrals referrals, LoyaltyPoints loyalty) {
    this.referrals = referrals;
    this.loyalty = loyalty;
  }

  /**
   * Gives the points before it answers. 404 where there is no such account, 409 where it gave up.
   *
   * @param accountId who referred somebody
   */
  @PostMapping("/referrals/{accountId}/activate")
  Balance activate(@PathVariable String accountId) {
    return new Balance(referrals.activate(accountId));
  }

  /**
   * Takes the points of a reward, or of several. 409 where there are not enough, or it gave up.
   *
   * @param accountId who wants the rewards
   */
  @PostMapping("/rewards/{accountId}/{count}")
  Balance redeem(@PathVariable String accountId, @PathVariable int count) {
    return new Balance(loyalty.add(accountId, -REWARD * count));
  }

  /**
   * @param balance in points
   */
  record Balance(int balance) {}
}
