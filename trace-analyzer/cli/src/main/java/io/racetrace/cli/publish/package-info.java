/** Findings as traces, for the back end in which the spans are that they were found in. */
@NullMarked
package io.racetrace.cli.publish;

import org.jspecify.annotations.NullMarked;
