/** What a finding is: a named anomaly on records, with its certainty, its reasons, its damage. */
@NullMarked
package io.racetrace.finding;

import org.jspecify.annotations.NullMarked;
