package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key of a lock as statements write it: a value, or what is made of values alone, such as
 * {@code hashtext('account:' || ?)}. What gives the same text from the same values is the same key.
 */
final class KeyExpression {

  /** Functions whose answer only depends on what they are given. */
  private static final Set<String> PURE =
      Words.of(
          "hashtext hashtextextended hash_numeric md5 sha1 sha2 sha256 crc32 concat concat_ws "
              + "lower upper trim abs left right substr substring coalesce format");

  private KeyExpression() {}

  static Operand of(Cursor expression) {
    Operand simple = Expressions.operand(expression.copy(), new Scope(), null);
    Operand made = simple instanceof Operand.Other ? made(expression.copy()) : null;
    return made == null ? simple : made;
  }

  private static @Nullable Operand made(Cursor expression) {
    Cursor at = withoutCast(expression);
    while (at.is("(") && at.closing() == at.size() - 1) {
      at = withoutCast(at.group());
    }
    Operand joined = joined(at.copy());
    return joined == null ? call(at) : joined;
  }

  /** What stands before the first type. */
  private static Cursor withoutCast(Cursor at) {
    return at.copy().until(Set.of("::"));
  }

  private static @Nullable Operand joined(Cursor at) {
    List<Cursor> parts = new ArrayList<>();
    while (!at.atEnd()) {
      parts.add(at.until(Set.of("||")));
      at.take();
    }
    return parts.size() < 2 ? null : function("||", parts);
  }

  private static @Nullable Operand call(Cursor at) {
    List<String> name = at.name();
    if (name.isEmpty() || !PURE.contains(name.get(name.size() - 1)) || !at.is("(")) {
      return null;
    }
    List<Cursor> arguments = at.group().list();
    return at.atEnd() && !arguments.isEmpty()
        ? function(name.get(name.size() - 1), arguments)
        : null;
  }

  private static @Nullable Operand function(String name, List<Cursor> arguments) {
    List<Operand> operands = new ArrayList<>();
    for (Cursor argument : arguments) {
      Operand operand = of(argument);
      if (!operand.isValue() && !(operand instanceof Operand.Function)) {
        return null;
      }
      operands.add(operand);
    }
    return new Operand.Function(name, operands);
  }
}
