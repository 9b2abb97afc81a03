package io.racetrace.loyaltyaccount;

/** One way to add points to an account. Each form of the exhibit is one of these. */
interface BalanceChange {
  /** The form's name. */
  String form();

  /**
   * Adds points to an account.
   *
   * @return the balance as this change believes to have left it; where only a counter was changed,
   *     that counter
   * @throws UnknownAccountException when there is no such account
   * @throws GaveUpException when others were quicker each time
   */
  int add(String accountId, int points);
}
