package io.racetrace.access.sql;

import io.racetrace.access.sql.TableAccess.Verb;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what stands behind WHERE and ON. */
final class Conditions {

  private static final Set<String> OR = Set.of("or", "||", "xor");
  private static final Set<String> AND = Set.of("and", "&&");
  private static final Set<String> COMPARISONS =
      Words.of(
          "= == <> != < > <= >= is in like ilike between not similar regexp rlike ~ "
              + "@> <@ glob match overlaps ?? ?");
  private static final Set<String> QUANTIFIERS = Set.of("any", "some", "all");

  private final StatementReader statement;
  private final Scope scope;
  private final boolean barsJoinText;

  Conditions(StatementReader statement, Scope scope) {
    this.statement = statement;
    this.scope = scope;
    barsJoinText = statement.dialect() != SqlDialect.MYSQL;
  }

  Condition read(Cursor at) {
    Set<String> separators = barsJoinText ? Set.of("or", "xor") : OR;
    Condition either = conjunction(untilLogical(at, separators));
    while (!at.atEnd()) {
      boolean exclusive = at.take().is("xor");
      Condition next = conjunction(untilLogical(at, separators));
      either = exclusive ? either.loosened().or(next.loosened()) : either.or(next);
    }
    return either;
  }

  private Condition conjunction(Cursor at) {
    Condition all = negation(untilLogical(at, AND));
    while (!at.atEnd()) {
      at.take();
      all = all.and(negation(untilLogical(at, AND)));
    }
    return all;
  }

  /** Up to the next word that joins conditions; the AND of a BETWEEN is none. */
  private static Cursor untilLogical(Cursor at, Set<String> separators) {
    Cursor from = at.copy();
    int size = 0;
    while (true) {
      Cursor part = at.until(separators);
      size += part.size();
      if (at.atEnd() || !at.is("and") || !opensBetween(part)) {
        return from.next(size);
      }
      at.take();
      size++;
    }
  }

  private static boolean opensBetween(Cursor part) {
    Cursor rest = part.copy();
    rest.until(Set.of("between"));
    return !rest.atEnd();
  }

  private Condition negation(Cursor at) {
    if (at.atEnd() || Expressions.endsOpen(at)) {
      // Cut off in the middle.
      statement.decline();
      return Condition.none();
    }
    if (at.takeIf("not") || at.takeIf("!")) {
      return negation(at).loosened();
    }
    if (at.is("(") && at.closing() == at.size() - 1) {
      Cursor group = at.group();
      return group.isQuery() ? Condition.none() : read(group);
    }
    return comparison(at);
  }

  private Condition comparison(Cursor at) {
    if (at.takeIf("exists")) {
      return Condition.none();
    }
    Cursor all = at.copy();
    Cursor left = at.until(COMPARISONS);
    SqlToken operator = at.take();
    boolean twoNames =
        left.size() == 2
            && left.peek().isName()
            && left.peek(1).isName()
            && !left.is("binary")
            && !left.is("prior")
            && !operator.text().isEmpty();
    if (twoNames) {
      statement.decline();
    }
    if (left.size() > 0) {
      if (operator.is("=") || operator.is("==")) {
        Condition pinned = equality(left.copy(), at.copy());
        return pinned == null ? mentions(all) : pinned;
      }
      if (operator.is("in")) {
        if (at.peek().isName()) {
          // SQLite's short form of IN (SELECT * FROM ...).
          statement.add(TableAccess.bare(Verb.SELECT, String.join(".", at.name())));
          return mentions(left);
        }
        Condition pinned = membership(left.copy(), at.copy());
        return pinned == null ? mentions(all) : pinned;
      }
    }
    return mentions(all);
  }

  private Condition mentions(Cursor at) {
    Condition condition = Condition.none();
    Expressions.eachColumn(at, scope, condition.mentioned()::add);
    return condition;
  }

  private @Nullable Condition equality(Cursor left, Cursor right) {
    Cursor rest = right.copy();
    rest.until(COMPARISONS);
    if (!rest.atEnd() || right.peek().isWordOf(QUANTIFIERS)) {
      return null;
    }
    Condition straight = equality(columns(left), operands(right));
    return straight != null ? straight : equality(columns(right), operands(left));
  }

  private static @Nullable Condition equality(
      @Nullable List<Scope.Column> columns, @Nullable List<Operand> operands) {
    if (columns == null || operands == null || columns.size() != operands.size()) {
      return null;
    }
    Condition all = Condition.none();
    for (int i = 0; i < columns.size(); i++) {
      all = all.and(pins(columns.get(i), operands.get(i)));
    }
    return all;
  }

  private static Condition pins(Scope.Column column, Operand operand) {
    SortedMap<String, Operand> row = new TreeMap<>();
    row.put(column.name(), operand);
    return Condition.pins(column.table(), List.of(row));
  }

  private @Nullable Condition membership(Cursor left, Cursor right) {
    List<Scope.Column> columns = columns(left);
    if (columns == null || !right.is("(") || right.closing() != right.size() - 1) {
      return null;
    }
    Draft table = columns.get(0).table();
    Set<SortedMap<String, Operand>> rows = new LinkedHashSet<>();
    for (Cursor member : right.group().list()) {
      List<Operand> operands = operands(member);
      if (operands == null || operands.size() != columns.size()) {
        return null;
      }
      SortedMap<String, Operand> row = new TreeMap<>();
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).table() != table) {
          return null;
        }
        row.put(columns.get(i).name(), operands.get(i));
      }
      rows.add(row);
    }
    return rows.isEmpty() ? null : Condition.pins(table, new ArrayList<>(rows));
  }

  /** A column, or a row of them; null if it is something else. */
  private @Nullable List<Scope.Column> columns(Cursor at) {
    List<Scope.Column> columns = new ArrayList<>();
    for (Cursor part : parts(at)) {
      Scope.Column column = Expressions.column(part, scope);
      if (column == null) {
        return null;
      }
      columns.add(column);
    }
    return columns.isEmpty() ? null : columns;
  }

  /** A value, or a row of them; null if it is something else. */
  private @Nullable List<Operand> operands(Cursor at) {
    List<Operand> operands = new ArrayList<>();
    for (Cursor part : parts(at)) {
      Operand operand = Expressions.operand(part, scope, null);
      if (!operand.isValue()) {
        return null;
      }
      operands.add(operand);
    }
    return operands.isEmpty() ? null : operands;
  }

  private static List<Cursor> parts(Cursor expression) {
    Cursor at = expression.copy();
    if (at.is("row") && at.peek(1).is("(")) {
      at.take();
    }
    if (at.is("(") && at.closing() == at.size() - 1) {
      return at.group().list();
    }
    return List.of(at);
  }
}
