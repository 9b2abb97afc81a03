/**
 * Who a team has written down as the owner of which table, and what breaks that. Where it is
 * written is another matter: nothing here knows a file format.
 */
@NullMarked
package io.racetrace.ownership;

import org.jspecify.annotations.NullMarked;
