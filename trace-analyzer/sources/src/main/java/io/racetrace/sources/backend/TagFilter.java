package io.racetrace.sources.backend;

import io.racetrace.trace.Span;
import io.racetrace.trace.SpanStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether one span has all the attributes that were asked for. */
record TagFilter(Map<String, String> tags) {

  boolean matches(Span span) {
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      if (!tag.getValue().equals(value(span, tag.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String value(Span span, String key) {
    String value = span.attribute(key);
    if (value == null && key.equals("error")) {
      // What used to be a tag is a status now, and people search for it under its old name.
      return Boolean.toString(span.status() == SpanStatus.ERROR);
    }
    return value;
  }
}
