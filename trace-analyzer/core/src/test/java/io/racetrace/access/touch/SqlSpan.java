package io.racetrace.access.touch;

import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Spans of SQL clients, as the agent writes them. */
final class SqlSpan {

  private SqlSpan() {}

  /** With the new names; parameters by position. */
  static Span of(String statement, String... parameters) {
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i < parameters.length; i++) {
      attributes.put("db.query.parameter." + i, parameters[i]);
    }
    return of(statement, attributes);
  }

  static Span of(String statement, Map<String, String> further) {
    Map<String, String> attributes = new HashMap<>(further);
    attributes.put("db.system.name", "postgresql");
    attributes.put("db.namespace", "shop");
    if (!statement.isEmpty()) {
      attributes.put("db.query.text", statement);
    }
    return with(attributes);
  }

  static Span with(Map<String, String> attributes) {
    return new Span(
        new TraceId(0, 1),
        new SpanId(1),
        null,
        new ServiceInstance("orders", "1"),
        SpanKind.CLIENT,
        "query",
        new Interval(1, 2),
        SpanStatus.UNSET,
        attributes,
        List.of());
  }
}
