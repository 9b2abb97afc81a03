package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a column is compared with or set to. */
public sealed interface Operand {

  /**
   * The operand's value in one execution.
   *
   * @return null where the statement does not tell
   */
  default @Nullable String value(SqlValues values) {
    return null;
  }

  /** Whether this is one value that the execution, or the text, may tell. */
  default boolean isValue() {
    return false;
  }

  /**
   * A bind parameter.
   *
   * @param index from 0
   */
  record Parameter(int index) implements Operand {
    @Override
    public @Nullable String value(SqlValues values) {
      return values.parameter(index);
    }

    @Override
    public boolean isValue() {
      return true;
    }
  }

  /**
   * A bind parameter with a name.
   *
   * @param name with its sign, as in {@code :id} or {@code @p1}
   */
  record Named(String name) implements Operand {
    @Override
    public @Nullable String value(SqlValues values) {
      return values.parameter(name);
    }

    @Override
    public boolean isValue() {
      return true;
    }
  }

  /**
   * A literal in the text, of which statements that differ only in literals know the place.
   *
   * @param place from 0, in the order of the text
   * @param negative whether a minus stands before it
   */
  record Literal(int place, boolean negative) implements Operand {
    @Override
    public @Nullable String value(SqlValues values) {
      String text = values.literal(place);
      return text != null && negative ? "-" + text : text;
    }

    @Override
    public boolean isValue() {
      return true;
    }
  }

  /** True or false. */
  record Truth(boolean truth) implements Operand {
    @Override
    public String value(SqlValues values) {
      return Boolean.toString(truth);
    }

    @Override
    public boolean isValue() {
      return true;
    }
  }

  /** NULL. */
  record Null() implements Operand {}

  /** The column's own value plus or minus an amount, as in {@code balance = balance + ?}. */
  record Relative(Operand amount, boolean minus) implements Operand {
    @Override
    public @Nullable String value(SqlValues values) {
      String text = amount.value(values);
      if (text == null || !minus) {
        return text;
      }
      return text.startsWith("-") ? text.substring(1) : "-" + text;
    }
  }

  /** The column's own value changed in some other way, as in {@code balance = balance * 2}. */
  record SelfReference() implements Operand {}

  /** The store's own clock, as in {@code updated_at = now()}. */
  record StoreClock() implements Operand {}

  /** Where an insert changes the row that is already there: what the new row would have had. */
  record NewRow() implements Operand {}

  /**
   * What a function makes of values, told by what it is given: equal texts are equal values.
   *
   * @param name of the function, or the sign between what is joined
   */
  record Function(String name, List<Operand> arguments) implements Operand {

    public Function {
      arguments = List.copyOf(arguments);
    }

    @Override
    public @Nullable String value(SqlValues values) {
      List<String> given = new ArrayList<>();
      for (Operand argument : arguments) {
        String value = argument.value(values);
        if (value == null) {
          return null;
        }
        given.add(value);
      }
      return name.equals("||")
          ? String.join("", given)
          : name + "(" + String.join(",", given) + ")";
    }
  }

  /** Anything else. */
  record Other() implements Operand {}
}
