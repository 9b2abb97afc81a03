/** The pages on rules and remedies, and how values get into their commands. */
@NullMarked
package io.racetrace.cli.page;

import org.jspecify.annotations.NullMarked;
