package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Reads what stands behind SET. */
final class Assignments {

  private static final Set<String> OPERATORS = Words.of("= += -= := *= /= |= &= ^= %=");

  private final StatementReader statement;
  private final Scope scope;
  private @Nullable SortedMap<String, Operand> newRow;
  private String newRowName = "excluded";
  private Map<String, String> newRowColumns = Map.of();

  Assignments(StatementReader statement, Scope scope) {
    this.statement = statement;
    this.scope = scope;
  }

  /** In an upsert, how the row that would have been inserted is called. */
  Assignments ofConflict(
      String name, SortedMap<String, Operand> row, Map<String, String> columnsByAlias) {
    newRowName = name;
    newRow = row;
    newRowColumns = columnsByAlias;
    return this;
  }

  void read(Cursor at, Draft target) {
    for (Cursor assignment : at.list()) {
      one(assignment, target);
    }
  }

  private void one(Cursor at, Draft target) {
    statement.subqueries(at.copy());
    if (at.is("(") && at.closing() > 0 && at.peek(at.closing() + 1).is("=")) {
      several(at, target);
      return;
    }
    if (at.peek().kind() == SqlToken.Kind.NAMED_PLACEHOLDER && at.peek(1).is("=")) {
      // SET @total = column = ...: a variable takes the value along.
      at.next(2);
      if (!at.peek(1).is("=")) {
        return;
      }
    }
    List<String> name = at.name();
    if (name.isEmpty()) {
      statement.decline();
      return;
    }
    Draft table = name.size() > 1 ? owner(name, target) : target;
    String column = table == null || name.size() == 1 ? name.get(0) : name.get(name.size() - 1);
    Draft owner = table == null ? target : table;
    boolean part = at.is("[");
    if (at.is("(") && name.size() > 1) {
      // A method changes the column in its place: doc.modify(...), body.write(...).
      target.assigned.put(name.get(name.size() - 2), new Operand.SelfReference());
      return;
    }
    at.until(OPERATORS);
    SqlToken operator = at.take();
    if (at.atEnd() || Expressions.endsOpen(at)) {
      statement.decline();
      return;
    }
    Scope.Column self = new Scope.Column(owner, column);
    Operand operand = operand(at, self);
    if (operator.is("+=") || operator.is("-=")) {
      operand =
          operand.isValue()
              ? new Operand.Relative(operand, operator.is("-="))
              : new Operand.SelfReference();
    }
    if (part || !operator.is("=") && !operator.is(":=") && !(operand instanceof Operand.Relative)) {
      operand = new Operand.SelfReference();
    }
    owner.assigned.put(column, operand);
  }

  /** Whose column a qualified name is; null where the name is a field inside a column. */
  private @Nullable Draft owner(List<String> name, Draft target) {
    String qualifier = String.join(".", name.subList(0, name.size() - 1));
    Draft table = scope.called(qualifier);
    return table != null ? table : target.isCalled(qualifier) ? target : null;
  }

  private void several(Cursor at, Draft target) {
    List<Cursor> columns = at.group().list();
    at.take();
    at.takeIf("row");
    List<Cursor> values = new ArrayList<>();
    if (at.is("(") && !at.isQuery()) {
      values = at.group().list();
    }
    for (int i = 0; i < columns.size(); i++) {
      List<String> name = columns.get(i).name();
      if (name.isEmpty()) {
        statement.decline();
        return;
      }
      String column = name.get(name.size() - 1);
      Scope.Column self = new Scope.Column(target, column);
      target.assigned.put(
          column,
          values.size() == columns.size() ? operand(values.get(i), self) : new Operand.Other());
    }
  }

  private static String last(List<String> name) {
    return name.get(name.size() - 1);
  }

  private Operand operand(Cursor at, Scope.Column self) {
    if (newRow != null) {
      Cursor ahead = at.copy();
      boolean function = (ahead.takeIf("values") || ahead.takeIf("value")) && ahead.is("(");
      List<String> name = function ? ahead.group().name() : ahead.name();
      boolean ofNewRow =
          function && name.size() == 1 || name.size() == 2 && name.get(0).equals(newRowName);
      if (ofNewRow && ahead.atEnd()) {
        String column = newRowColumns.getOrDefault(last(name), last(name));
        return column.equals(self.name())
            ? new Operand.NewRow()
            : newRow.getOrDefault(column, new Operand.Other());
      }
    }
    return Expressions.operand(at, scope, self);
  }
}
