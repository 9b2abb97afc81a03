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
 * ({@code request}, {@code event} or {@code job}), and the entry point. Times are milliseconds of
 * true time. What stands in single or double quotes is one word; a quote in it is doubled.
 *
 * <p>A side line may go on with ties to sides above it:
 *
 * <ul>
 *   <li>{@code called by A}: a call that A waits for; {@code waits 5} if only for so long
 *   <li>{@code beside A}: a branch below A's entry span, at the same time as what A does itself,
 *       and A ends after it
 *   <li>{@code spawned by A}: below A's entry span, and nobody waits for it
 *   <li>{@code consumes from A}: a message that A sent; a trace of its own, which links to the
 *       producer's span. {@code continues from A} is the same in A's trace
 *   <li>{@code linked to A}: a trace of its own that links to A's entry span; any number of these
 * </ul>
 *
 * <p>{@code via name=value ...} after a tie gives attributes to the span of the call or of the
 * sending. {@code with name=value ...} gives attributes to the entry span. {@code clock +30}: the
 * clock of the side's instance is 30 ms ahead. {@code unseen entry}: the input lacks the entry
 * span.
 *
 * <p>An access line may go on with {@code guard version-predicate,row-lock}, {@code rows 0}, {@code
 * for 3} (milliseconds that it takes, 0.2 if not given), {@code failed "message"}, and {@code with
 * name=value ...}: attributes of the span, such as another {@code server.address}; an empty value
 * takes an attribute away. {@code sql "text" 'p0' 'p1'} is a statement that nobody states, {@code
 * commit} and {@code rollback} are boundaries. {@code call "GET" with server.address=rates} is a
 * call to something outside, of which no more is seen. {@code send} is a message going out; without
 * one, a side that others consume from sends it after all else.
 *
 * <p>A span whose attributes have an {@code error.type} has failed.
 */
@NullMarked
package io.racetrace.timeline;

import org.jspecify.annotations.NullMarked;
