package io.racetrace.statedaccess;

import io.opentelemetry.api.trace.Span;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The statements that reads and writes have in common. */
final class Statements {
  private Statements() {}

  static void guards(Span span, Guard... guards) {
    span.setAttribute(
        AccessAttributes.GUARD,
        Arrays.stream(guards).map(Guard::attributeValue).collect(Collectors.joining(",")));
  }
}
