/** The result of an analysis, and the forms in which it leaves. */
@NullMarked
package io.racetrace.report;

import org.jspecify.annotations.NullMarked;
