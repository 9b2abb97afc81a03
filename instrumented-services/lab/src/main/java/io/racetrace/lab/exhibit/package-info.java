/**
 * What is shown: each exhibit is one race with its forms, and the truth about it that comes from
 * the stores and from counting, never from the analyzer.
 */
@NullMarked
package io.racetrace.lab.exhibit;

import org.jspecify.annotations.NullMarked;
