/** Where exhibits are shown: real stores, services as processes, and the file with their spans. */
@NullMarked
package io.racetrace.lab.stage;

import org.jspecify.annotations.NullMarked;
