/**
 * A scheduler of which only the leader may write, and what becomes of a leader that was replaced.
 */
@NullMarked
package io.racetrace.ingress.schedule;

import org.jspecify.annotations.NullMarked;
