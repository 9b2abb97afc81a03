package io.racetrace.access;

import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.SqlStatements.SqlText;
import io.racetrace.access.sql.SqlValues;
import io.racetrace.trace.Span;
import org.jspecify.annotations.Nullable;

/** The values with which one span's statement ran. */
final class SqlExecution implements SqlValues {

  /** What the agent extension writes where it does not know which column is the key. */
  private static final String CANDIDATE = "racetrace.key.";

  private final Span span;
  private final SqlText text;
  private final BindParameters parameters;

  SqlExecution(Span span, SqlText text) {
    this.span = span;
    this.text = text;
    parameters = BindParameters.of(span, text.statement().placeholders());
  }

  static boolean uses(String attribute) {
    return attribute.startsWith(CANDIDATE) || BindParameters.uses(attribute);
  }

  BindParameters parameters() {
    return parameters;
  }

  /** What a column was compared with or set to; null where nobody recorded it. */
  @Nullable String value(String column, Operand operand) {
    String value = operand.value(this);
    return value != null || !operand.isValue() ? value : span.attribute(CANDIDATE + column);
  }

  @Override
  public @Nullable String parameter(int index) {
    return parameters.at(index);
  }

  @Override
  public @Nullable String parameter(String name) {
    return parameters.named(name);
  }

  @Override
  public @Nullable String literal(int place) {
    return place < text.literals().size() ? text.literals().get(place) : null;
  }
}
