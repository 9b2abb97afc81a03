/**
 * The tables of SQL statements that the core's own parser does not read whole, by a parser that
 * reads much more and takes far longer. The only package that knows JSqlParser.
 */
@NullMarked
package io.racetrace.fullsql;

import org.jspecify.annotations.NullMarked;
