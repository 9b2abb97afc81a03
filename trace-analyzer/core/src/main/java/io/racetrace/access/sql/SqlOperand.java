package io.racetrace.access.sql;

import java.util.List;
import java.util.Set;

/** Reads a single expression. */
final class SqlOperand {

  private static final Set<String> STORE_CLOCKS =
      Set.of("now", "current_timestamp", "localtimestamp", "sysdate", "getdate", "clock_timestamp");

  private SqlOperand() {}

  private static List<SqlToken> withoutCasts(List<SqlToken> expression) {
    for (int i = 0; i < expression.size(); i++) {
      if (expression.get(i).is("::")) {
        return i + 2 == expression.size() ? expression.subList(0, i) : expression;
      }
    }
    return expression;
  }

  /**
   * @param tokens one expression
   * @param column what it is compared with or assigned to
   */
  static Operand of(List<SqlToken> tokens, String column) {
    List<SqlToken> expression = withoutCasts(tokens);
    if (expression.size() == 1) {
      return single(expression.get(0));
    }
    if (!expression.isEmpty() && STORE_CLOCKS.contains(expression.get(0).text())) {
      return new Operand.StoreClock();
    }
    int self = lastSelf(expression, column);
    if (self < 0) {
      return new Operand.Other();
    }
    boolean first = self == 0 || self == 2 && expression.get(1).is(".");
    if (first && expression.size() == self + 3) {
      SqlToken operator = expression.get(self + 1);
      Operand amount = single(expression.get(self + 2));
      if ((operator.is("+") || operator.is("-")) && !(amount instanceof Operand.Other)) {
        return new Operand.Relative(amount, operator.is("-"));
      }
    }
    return new Operand.SelfReference();
  }

  private static int lastSelf(List<SqlToken> expression, String column) {
    for (int i = expression.size() - 1; i >= 0; i--) {
      if (expression.get(i).is(column)) {
        return i;
      }
    }
    return -1;
  }

  private static Operand single(SqlToken token) {
    return switch (token.kind()) {
      case PLACEHOLDER -> parameter(token.text());
      case STRING, NUMBER -> new Operand.Literal(token.text());
      case WORD ->
          STORE_CLOCKS.contains(token.text()) ? new Operand.StoreClock() : new Operand.Other();
      case SYMBOL -> new Operand.Other();
    };
  }

  private static Operand parameter(String index) {
    return index.length() <= 6
        ? new Operand.Parameter(Integer.parseInt(index))
        : new Operand.Other();
  }
}
