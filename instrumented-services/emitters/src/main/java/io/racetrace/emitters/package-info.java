/**
 * One small story, told through every client library that instrumentations know: what their spans
 * look like, and what can be read from them, is tested with the spans of these programs.
 */
@NullMarked
package io.racetrace.emitters;

import org.jspecify.annotations.NullMarked;
