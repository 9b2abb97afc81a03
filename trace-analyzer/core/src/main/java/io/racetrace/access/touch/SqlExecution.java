package io.racetrace.access.touch;

import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatements.SqlText;
import io.racetrace.access.sql.SqlValues;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import io.racetrace.trace.Span;
import org.jspecify.annotations.Nullable;

/** The values with which one span's statement ran. */
final class SqlExecution implements SqlValues {

  /** What the agent extension writes where it does not know which column is the key. */
  private static final String CANDIDATE = "racetrace.key.";

  private final Span span;
  private final SqlText text;
  private final BindParameters parameters;

  private final int before;

  SqlExecution(Span span, SqlText text) {
    this(span, text, BindParameters.of(span, text.statement().placeholders()), 0);
  }

  private SqlExecution(Span span, SqlText text, BindParameters parameters, int before) {
    this.span = span;
    this.text = text;
    this.parameters = parameters;
    this.before = before;
  }

  /**
   * The execution of a query that stands inside the statement.
   *
   * @param before how many placeholders stand before it
   */
  SqlExecution inside(SqlText query, int before) {
    return new SqlExecution(span, query, parameters, before);
  }

  static boolean uses(String attribute) {
    return attribute.startsWith(CANDIDATE) || BindParameters.uses(attribute);
  }

  BindParameters parameters() {
    return parameters;
  }

  /** What a column was compared with or set to; null where nobody recorded it. */
  @Nullable String value(TableAccess access, String column, Operand operand) {
    String value = operand.value(this);
    return value == null && operand.isValue() && hasOneRow() && !sets(access, column)
        ? span.attribute(CANDIDATE + column)
        : value;
  }

  /** Whether there is no more than one row that a candidate can speak of. */
  private boolean hasOneRow() {
    SqlStatement statement = text.statement();
    return statement.doubtful().isEmpty()
        && statement.accesses().size() == 1
        && statement.accesses().get(0).where().size() <= 1
        && statement.accesses().get(0).rows().size() <= 1;
  }

  /**
   * Whether an update gives the column another value: a candidate may be the old or the new one.
   */
  private static boolean sets(TableAccess access, String column) {
    return access.verb() == Verb.UPDATE && access.assigned().containsKey(column);
  }

  @Override
  public @Nullable String parameter(int index) {
    return parameters.at(before + index);
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
