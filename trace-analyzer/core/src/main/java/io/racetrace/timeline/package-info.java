/**
 * Histories as text, one line for each access: the notation of rule pages and fixtures.
 *
 * <pre>
 * record postgresql/shop/loyalty_account 42 balance
 * A referral-service/ref-1 request "POST /referrals/{id}/activate"
 * B order-service/ord-1 event "process order.placed"
 *
 *  0.0 A read 100 v1
 *  1.0 B read 100 v1
 *  9.0 B write 250 v2 based on 100 v1
 * 11.0 A write 500 v3 based on 100 v1
 * </pre>
 *
 * <p>The record line names the store's system, its database, the table, the key, and the column
 * that values speak of. A side is a service and its instance, the way by which the work arrived
 * ({@code request}, {@code event} or {@code job}), and the entry point; {@code called by A} and
 * {@code linked to A} tie it to another side's trace. Times are milliseconds. An access line may go
 * on with {@code guard version-predicate,row-lock}, {@code rows 0}, {@code for 3} (milliseconds
 * that it takes, 0.2 if not given) and {@code failed "message"}. {@code sql "text" 'p0' 'p1'} is a
 * statement that nobody states, {@code commit} and {@code rollback} are boundaries.
 */
@NullMarked
package io.racetrace.timeline;

import org.jspecify.annotations.NullMarked;
