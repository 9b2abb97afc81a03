package io.racetrace.access.sql;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What a column is compared with or set to. */
public sealed interface Operand {

  /**
   * The operand's value.
   *
   * @param parameters the text of a bind parameter by its index from 0, null where not recorded
   * @return null where the statement does not tell
   */
  @Nullable String value(IntFunction<@Nullable String> parameters);

  /**
   * A bind parameter.
   *
   * @param index from 0
   */
  record Parameter(int index) implements Operand {
    @Override
    public @Nullable String value(IntFunction<@Nullable String> parameters) {
      return parameters.apply(index);
    }
  }

  /** A literal in the text. */
  record Literal(String text) implements Operand {
    @Override
    public String value(IntFunction<@Nullable String> parameters) {
      return text;
    }
  }

  /** The column's own value plus or minus an amount, as in {@code balance = balance + ?}. */
  record Relative(Operand amount, boolean minus) implements Operand {
    @Override
    public @Nullable String value(IntFunction<@Nullable String> parameters) {
      String text = amount.value(parameters);
      return text != null && minus ? "-" + text : text;
    }
  }

  /** The column's own value changed in some other way, as in {@code balance = balance * 2}. */
  record SelfReference() implements Operand {
    @Override
    public @Nullable String value(IntFunction<@Nullable String> parameters) {
      return null;
    }
  }

  /** The store's own clock, as in {@code updated_at = now()}. */
  record StoreClock() implements Operand {
    @Override
    public @Nullable String value(IntFunction<@Nullable String> parameters) {
      return null;
    }
  }

  /** Anything else. */
  record Other() implements Operand {
    @Override
    public @Nullable String value(IntFunction<@Nullable String> parameters) {
      return null;
    }
  }
}
