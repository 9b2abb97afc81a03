package io.racetrace.report;

import org.jspecify.annotations.Nullable;

/**
 * Who writes what, out of one analysis.
 *
 * @param drift since an older report; null if none was given
 */
public record Owned(WriterMatrix matrix, @Nullable WriterDrift drift, Report report) {}
