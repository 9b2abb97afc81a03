package io.racetrace.sources.jaeger;

import io.racetrace.trace.Span;
import java.util.regex.Pattern;

/** What a query service notes on spans about its own doing. */
final class JaegerWarnings {

  private static final String ATTRIBUTE = "@jaeger@warnings";

  /** Versions with {@code max_trace_size} differ in words. */
  private static final Pattern CUT =
      Pattern.compile(
          "truncat|trace (has|have|with) more than|max\\w* (allowed |trace )*size",
          Pattern.CASE_INSENSITIVE);

  private JaegerWarnings() {}

  /** Whether the server says that it left out spans of this one's trace. */
  static boolean sayCut(Span span) {
    String warnings = span.attribute(ATTRIBUTE);
    return warnings != null && CUT.matcher(warnings).find();
  }
}
