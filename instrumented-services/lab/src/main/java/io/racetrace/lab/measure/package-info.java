/** What remedies cost and save, measured on the exhibits: ratios within one run. */
@NullMarked
package io.racetrace.lab.measure;

import org.jspecify.annotations.NullMarked;
