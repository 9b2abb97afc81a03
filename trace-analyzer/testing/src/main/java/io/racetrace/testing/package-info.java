/**
 * Assertions about races for a test suite: record what the services under test tell of themselves,
 * then say what must be so of it.
 *
 * <pre>{@code
 * @RegisterExtension static final TraceRecorder traces = TraceRecorder.otlp();
 *
 * @Test
 * void points_of_an_order_and_of_a_referral_both_arrive() {
 *   concurrently(() -> placeOrder(account), () -> activateReferral(account));
 *   assertThat(traces).hasNoRaceOn("loyalty_account");
 * }
 * }</pre>
 */
@NullMarked
package io.racetrace.testing;

import org.jspecify.annotations.NullMarked;
