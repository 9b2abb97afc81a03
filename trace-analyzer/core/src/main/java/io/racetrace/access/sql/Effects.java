package io.racetrace.access.sql;

import io.racetrace.access.sql.SqlEffect.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sequences and advisory locks, which statements use inside expressions. */
final class Effects {

  private static final Set<String> SEQUENCE_FUNCTIONS = Set.of("nextval");
  private static final Set<String> LOCKS =
      Words.of(
          "pg_advisory_lock pg_advisory_lock_shared pg_advisory_xact_lock "
              + "pg_advisory_xact_lock_shared pg_try_advisory_lock "
              + "pg_try_advisory_lock_shared pg_try_advisory_xact_lock "
              + "pg_try_advisory_xact_lock_shared get_lock");
  private static final Set<String> UNLOCKS =
      Set.of("pg_advisory_unlock", "pg_advisory_unlock_shared", "release_lock");
  private static final Set<String> UNLOCKS_ALL =
      Set.of("pg_advisory_unlock_all", "release_all_locks");

  private Effects() {}

  /** What the next tokens do, if they do anything of the kind. */
  static Optional<SqlEffect> at(Cursor cursor) {
    Cursor at = cursor.copy();
    if (at.takeIf("next", "value", "for")
        || at.takeIf("nextval", "for")
        || at.takeIf("previous", "value", "for")) {
      return Optional.of(new SqlEffect(Kind.SEQUENCE, String.join(".", at.name())));
    }
    List<String> name = at.name();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String last = name.get(name.size() - 1);
    if (at.is("(")) {
      return function(last, at.group().list());
    }
    return name.size() > 1 && last.equals("nextval")
        ? Optional.of(
            new SqlEffect(Kind.SEQUENCE, String.join(".", name.subList(0, name.size() - 1))))
        : Optional.empty();
  }

  private static Optional<SqlEffect> function(String name, List<Cursor> arguments) {
    if (LOCKS.contains(name)) {
      boolean withTimeout = name.equals("get_lock");
      return Optional.of(
          new SqlEffect(
              Kind.ADVISORY_LOCK,
              "",
              key(withTimeout && !arguments.isEmpty() ? arguments.subList(0, 1) : arguments),
              Set.of(name)));
    }
    if (UNLOCKS.contains(name) || UNLOCKS_ALL.contains(name)) {
      return Optional.of(new SqlEffect(Kind.ADVISORY_UNLOCK, "", key(arguments), Set.of(name)));
    }
    return SEQUENCE_FUNCTIONS.contains(name) && !arguments.isEmpty()
        ? Optional.of(sequence(arguments.get(0)))
        : Optional.empty();
  }

  /** The sequence is named by a string, or by its name. */
  private static SqlEffect sequence(Cursor argument) {
    Operand operand = Expressions.operand(argument, new Scope(), null);
    return operand.isValue()
        ? new SqlEffect(Kind.SEQUENCE, "", List.of(operand))
        : new SqlEffect(Kind.SEQUENCE, String.join(".", argument.name()));
  }

  /** What names a lock. */
  static List<Operand> key(List<Cursor> arguments) {
    return arguments.stream().map(KeyExpression::of).toList();
  }

  static List<Operand> operands(List<Cursor> arguments) {
    List<Operand> operands = new ArrayList<>();
    for (Cursor argument : arguments) {
      operands.add(Expressions.operand(argument, new Scope(), null));
    }
    return operands;
  }
}
