package io.racetrace.loyaltyaccount;

/**
 * A row of {@code loyalty_account} as it was read.
 *
 * @param balance in points
 * @param version counts the changes
 */
record LoyaltyAccount(int balance, long version) {}
