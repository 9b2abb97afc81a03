package io.racetrace.payment;

import java.util.UUID;

/**
 * A payment that was taken.
 *
 * @param amount in cents
 */
record Payment(UUID id, String orderId, int amount) {}
