package io.racetrace.access.sql;

import io.racetrace.access.sql.SqlToken.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one item of a SELECT list, of RETURNING or of OUTPUT. */
final class SelectItem {

  private static final Set<String> NO_ALIAS = Set.of("end", "null", "true", "false", "*");
  private static final Set<String> CHANGED_ROW = Set.of("inserted", "deleted", "new", "old");

  private SelectItem() {}

  /**
   * @param target the table that is changed, whose rows OUTPUT calls inserted and deleted; null
   *     where none is
   */
  static void read(Cursor item, Scope scope, @Nullable Draft target) {
    Cursor at = withoutAlias(item);
    if (at.is("*")) {
      if (target == null) {
        scope.tables().forEach(table -> table.selected.add("*"));
      } else {
        target.selected.add("*");
      }
      return;
    }
    if (target != null && at.peek().isWordOf(CHANGED_ROW) && at.peek(1).is(".")) {
      target.selected.add(at.peek(2).text());
      return;
    }
    if (at.last().is("*") && at.size() >= 3) {
      Draft table = scope.called(at.peek(at.size() - 3).text());
      if (table != null) {
        table.selected.add("*");
      }
      return;
    }
    Expressions.eachColumn(at, scope, column -> column.table().selected.add(column.name()));
  }

  private static Cursor withoutAlias(Cursor item) {
    Cursor rest = item.copy();
    Cursor before = rest.until(Set.of("as"));
    if (!rest.atEnd()) {
      return before;
    }
    int size = item.size();
    if (size >= 2 && item.last().isName() && !item.last().isWordOf(NO_ALIAS)) {
      SqlToken previous = item.peek(size - 2);
      boolean endsOperand =
          previous.kind() == Kind.QUOTED
              || previous.kind() == Kind.WORD && !isOperatorWord(previous)
              || previous.isLiteral()
              || previous.kind() == Kind.PLACEHOLDER
              || previous.kind() == Kind.NAMED_PLACEHOLDER
              || previous.is(")");
      if (endsOperand) {
        return item.copy().next(size - 1);
      }
    }
    return item;
  }

  private static boolean isOperatorWord(SqlToken token) {
    return token.isWordOf(
        Words.of(
            "and or not is in like between distinct all collate zone interval date "
                + "timestamp case else then when div mod binary prior any from"));
  }
}
