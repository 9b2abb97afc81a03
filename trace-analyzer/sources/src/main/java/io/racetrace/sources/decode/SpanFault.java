package io.racetrace.sources.decode;

import io.racetrace.report.Diagnostic;

/**
 * What is wrong with one span.
 *
 * @param detail the same words for the same fault, so that faults can be counted
 */
public record SpanFault(Diagnostic.Kind kind, String detail) {}
