/**
 * The lab's commands: they put {@link io.racetrace.lab.exhibit exhibits} on the {@link
 * io.racetrace.lab.stage stage}, and hold what the analyzer says against what really happened.
 */
@NullMarked
package io.racetrace.lab;

import org.jspecify.annotations.NullMarked;
