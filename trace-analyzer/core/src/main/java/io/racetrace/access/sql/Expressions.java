package io.racetrace.access.sql;

import io.racetrace.access.sql.SqlToken.Kind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads single expressions. */
final class Expressions {

  private static final Set<String> STORE_CLOCKS =
      Words.of(
          "now current_timestamp localtimestamp current_date current_time localtime "
              + "sysdate systimestamp getdate getutcdate sysdatetime sysutcdatetime "
              + "sysdatetimeoffset clock_timestamp statement_timestamp "
              + "transaction_timestamp utc_timestamp unix_timestamp curdate curtime "
              + "unixepoch");
  private static final Set<String> SQLITE_CLOCKS = Set.of("datetime", "date", "time", "julianday");
  private static final Set<String> UNITS =
      Words.of(
          "microsecond second minute hour day week month quarter year day_hour "
              + "day_minute day_second hour_minute hour_second minute_second year_month");
  private static final Set<String> NO_COLUMNS =
      Words.of(
          "and or not null is in like ilike rlike regexp similar between case when "
              + "then else end true false exists any some all distinct cast as escape asc "
              + "desc collate from for over partition by order filter within row rows "
              + "array using both leading trailing unknown glob match div mod xor "
              + "current_timestamp localtimestamp current_date current_time sysdate "
              + "systimestamp current_user session_user default nulls preceding following "
              + "unbounded binary symmetric asymmetric to select where isnull notnull "
              + "prior separator limit group having on join inner left outer union values "
              + "with");

  private Expressions() {}

  /**
   * What an expression is to the column that it is compared with or assigned to.
   *
   * @param column the column, null if it is none
   */
  static Operand operand(Cursor expression, Scope scope, Scope.@Nullable Column column) {
    Cursor bare = withoutCasts(expression.copy());
    Operand single = single(bare);
    if (single != null) {
      return single;
    }
    if (isClock(bare)) {
      return new Operand.StoreClock();
    }
    if (column == null || !mentions(bare.copy(), scope, column)) {
      return new Operand.Other();
    }
    Operand relative = relative(bare, scope, column);
    return relative != null ? relative : new Operand.SelfReference();
  }

  /** The column that the expression is; null if it is something else. */
  static Scope.@Nullable Column column(Cursor expression, Scope scope) {
    List<String> name = columnName(expression);
    return name == null ? null : scope.column(name);
  }

  /** The name that the expression is; null if it is something else. */
  static @Nullable List<String> columnName(Cursor expression) {
    Cursor at = expression.copy();
    while (at.is("(") && at.closing() == at.size() - 1) {
      at = at.group();
    }
    if (at.peek().kind() == Kind.WORD && isNoColumn(at.peek())) {
      return null;
    }
    List<String> name = at.name();
    return name.isEmpty() || !at.atEnd() || name.contains("*") ? null : name;
  }

  private static boolean isNoColumn(SqlToken token) {
    return token.isWordOf(NO_COLUMNS)
        || token.isWordOf(STORE_CLOCKS)
        || token.text().startsWith("@@");
  }

  /** Takes parentheses and casts off that are around all of it. */
  private static Cursor withoutCasts(Cursor expression) {
    Cursor at = expression;
    while (true) {
      if (at.is("(") && at.closing() == at.size() - 1) {
        at = at.group();
        if (at.isQuery()) {
          return at;
        }
        continue;
      }
      Cursor cast = cast(at);
      if (cast == null) {
        return at;
      }
      at = cast;
    }
  }

  private static @Nullable Cursor cast(Cursor at) {
    boolean function = (at.is("cast") || at.is("try_cast")) && at.peek(1).is("(");
    if (at.is("convert") && at.peek(1).is("(")) {
      return converted(at.copy());
    }
    if (function) {
      Cursor rest = at.copy();
      rest.take();
      Cursor group = rest.group();
      return rest.atEnd() ? group.until(Set.of("as")) : null;
    }
    Cursor rest = at.copy();
    Cursor value = rest.until(Set.of("::"));
    if (rest.atEnd() || value.size() == 0 || value.size() > 1 && !value.is("(")) {
      return null;
    }
    while (rest.takeIf("::")) {
      skipType(rest);
    }
    return rest.atEnd() ? value : null;
  }

  /** MySQL's CONVERT(value, type), and SQL Server's with the type first. */
  private static @Nullable Cursor converted(Cursor at) {
    at.take();
    List<Cursor> arguments = at.group().list();
    if (!at.atEnd() || arguments.size() != 2) {
      return null;
    }
    boolean typeFirst = arguments.get(0).peek().kind() == Kind.WORD;
    return arguments.get(typeFirst ? 1 : 0);
  }

  private static void skipType(Cursor at) {
    at.name();
    if (at.is("precision") || at.is("varying")) {
      at.take();
    }
    if (at.is("(")) {
      at.group();
    }
    while (at.is("[") || at.is("]")) {
      at.take();
    }
    if (at.is("with") || at.is("without")) {
      at.next(3);
    }
  }

  /** A parameter, literal or constant; null if it is more than that. */
  private static @Nullable Operand single(Cursor at) {
    SqlToken first = at.peek();
    if (at.size() == 2 && (first.is("-") || first.is("+")) && at.peek(1).kind() == Kind.NUMBER) {
      return new Operand.Literal(Integer.parseInt(at.peek(1).text()), first.is("-"));
    }
    if (at.size() == 2 && isTypedString(at)) {
      return new Operand.Literal(Integer.parseInt(at.peek(1).text()), false);
    }
    if (at.size() != 1) {
      return null;
    }
    return switch (first.kind()) {
      case PLACEHOLDER -> new Operand.Parameter(Integer.parseInt(first.text()));
      case NAMED_PLACEHOLDER -> new Operand.Named(first.text());
      case STRING, NUMBER -> new Operand.Literal(Integer.parseInt(first.text()), false);
      case WORD ->
          switch (first.text()) {
            case "null" -> new Operand.Null();
            case "true" -> new Operand.Truth(true);
            case "false" -> new Operand.Truth(false);
            default -> null;
          };
      case QUOTED, SYMBOL, MORE_STRING -> null;
    };
  }

  /** As in uuid '...' or date '...'. */
  private static boolean isTypedString(Cursor at) {
    return at.peek().kind() == Kind.WORD
        && at.peek(1).kind() == Kind.STRING
        && !at.peek().isWordOf(NO_COLUMNS);
  }

  private static boolean isClock(Cursor expression) {
    Cursor at = expression.copy();
    if (at.takeIf("{", "fn")) {
      at = at.until(Set.of("}"));
    }
    if (at.peek().isWordOf(SQLITE_CLOCKS) && at.peek(1).is("(")) {
      at.take();
      Cursor arguments = at.group();
      return at.atEnd() && arguments.size() == 1 && arguments.is("'now'");
    }
    if (at.takeIf("pg_catalog", ".")) {
      return isClock(at);
    }
    if (!at.peek().isWordOf(STORE_CLOCKS)) {
      return false;
    }
    at.take();
    if (at.is("(")) {
      at.group();
    }
    return at.atEnd();
  }

  /** The column plus or minus one amount. */
  private static @Nullable Operand relative(Cursor at, Scope scope, Scope.Column column) {
    Cursor rest = at.copy();
    Cursor left = rest.until(Set.of("+", "-"));
    SqlToken sign = rest.take();
    if (rest.atEnd() || left.atEnd()) {
      return null;
    }
    boolean first = column.equals(column(left, scope));
    boolean second = column.equals(column(rest, scope));
    Operand amount =
        first ? single(withoutCasts(rest)) : second ? single(withoutCasts(left)) : null;
    boolean keepsSign = first || sign.is("+");
    return amount == null || !amount.isValue() || !keepsSign
        ? null
        : new Operand.Relative(amount, sign.is("-"));
  }

  private static boolean isComparison(SqlToken token) {
    return token.kind() == Kind.SYMBOL && !token.is("(") || token.kind() == Kind.WORD;
  }

  /** INTERVAL, its amount, and its unit. */
  private static void interval(Cursor at) {
    at.take();
    if (at.is("(")) {
      at.group();
    } else {
      at.take();
    }
    if (at.peek().isWordOf(UNITS)) {
      at.take();
      if (at.takeIf("to")) {
        at.take();
      }
    }
  }

  private static boolean mentions(Cursor at, Scope scope, Scope.Column column) {
    boolean[] found = {false};
    eachColumn(at, scope, mentioned -> found[0] |= mentioned.equals(column));
    return found[0];
  }

  /** Whether the text ends where something more must come. */
  static boolean endsOpen(Cursor at) {
    SqlToken last = at.last();
    return last.kind() == Kind.SYMBOL
        && Words.of("= < > <= >= <> != + - / || , . == *").contains(last.text());
  }

  /** Hears of each column in an expression. */
  interface ColumnSink {
    void column(Scope.Column column);
  }

  /** Tells of all columns of known tables in an expression, except those in sub-selects. */
  static void eachColumn(Cursor at, Scope scope, ColumnSink sink) {
    while (!at.atEnd()) {
      SqlToken token = at.peek();
      if (token.is("(")) {
        Cursor group = at.group();
        if (!group.isQuery()) {
          eachColumn(group, scope, sink);
        }
        if (at.is(".")) {
          // A field of what stands in the parentheses.
          at.take();
          at.name();
        }
      } else if (token.is("collate")) {
        at.take();
        at.name();
      } else if (token.is("interval") && !at.peek(1).is(".") && !isComparison(at.peek(1))) {
        interval(at);
      } else if (token.is("extract") && at.peek(1).is("(")) {
        at.take();
        Cursor group = at.group();
        group.until(Set.of("from"));
        eachColumn(group, scope, sink);
      } else if (token.is("against") && at.peek(1).is("(")) {
        at.take();
        at.group();
      } else if (token.is("at") && at.peek(1).is("time")) {
        at.next(3);
      } else if (token.is("member") && at.peek(1).is("of")) {
        at.next(2);
      } else if (token.is("::")) {
        at.take();
        skipType(at);
      } else if (token.is("as")) {
        // The type of a cast.
        at.next(at.size());
      } else if (isTypedString(at)) {
        at.next(2);
      } else if (token.isName() && !isNoColumn(token)) {
        List<String> name = at.name();
        boolean function = at.is("(");
        Scope.Column column = function ? null : scope.column(name);
        if (column != null) {
          sink.column(column);
        }
      } else {
        at.take();
      }
    }
  }
}
