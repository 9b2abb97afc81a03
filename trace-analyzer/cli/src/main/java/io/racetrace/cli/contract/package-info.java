/**
 * Contract files: the Open Data Contract Standard (ODCS), version 3.1, with properties of our own
 * that say which service writes which table.
 */
@NullMarked
package io.racetrace.cli.contract;

import org.jspecify.annotations.NullMarked;
