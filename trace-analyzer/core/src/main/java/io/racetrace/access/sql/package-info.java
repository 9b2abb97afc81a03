/** What a SQL statement reads and writes, as far as its text tells without a full parser. */
@NullMarked
package io.racetrace.access.sql;

import org.jspecify.annotations.NullMarked;
