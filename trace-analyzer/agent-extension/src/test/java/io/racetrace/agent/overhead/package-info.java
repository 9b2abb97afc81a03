/** What the extension costs: run by hand, with the profile {@code overhead}. */
@NullMarked
package io.racetrace.agent.overhead;

import org.jspecify.annotations.NullMarked;
