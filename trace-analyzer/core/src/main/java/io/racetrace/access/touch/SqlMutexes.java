package io.racetrace.access.touch;

import io.racetrace.access.Mutex;
import io.racetrace.access.Mutex.Step;
import io.racetrace.access.Mutex.Strength;
import io.racetrace.access.sql.SqlEffect;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatements.SqlText;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The locks beside the rows that SQL statements take and give back. */
public final class SqlMutexes {

  public static final String ADVISORY = "advisory lock ";
  public static final String OF_TABLE = "lock of table ";

  /** Modes in which others can read the table and not change it. */
  private static final Set<String> AGAINST_CHANGES =
      Set.of("share", "share row exclusive", "exclusive", "access exclusive");

  private SqlMutexes() {}

  /** Whether a statement takes any; what gives them back is only looked at where some does. */
  static boolean takesAny(SqlStatement statement) {
    return statement.effects().stream()
            .anyMatch(effect -> effect.kind() == SqlEffect.Kind.ADVISORY_LOCK)
        || statement.accesses().stream().anyMatch(access -> access.verb() == Verb.LOCK_TABLE);
  }

  static List<Mutex> of(Span span, SqlText text) {
    List<Mutex> mutexes = new ArrayList<>();
    if (span.status() == SpanStatus.ERROR) {
      return mutexes;
    }
    SqlStatement statement = text.statement();
    for (SqlEffect effect : statement.effects()) {
      if (effect.kind() == SqlEffect.Kind.ADVISORY_LOCK) {
        mutexes.add(
            new Mutex(name(span, text, effect), Step.TAKE, strength(effect), ofSession(effect)));
      } else if (effect.kind() == SqlEffect.Kind.ADVISORY_UNLOCK) {
        boolean all = effect.operands().isEmpty();
        mutexes.add(
            new Mutex(
                all ? ADVISORY : name(span, text, effect),
                all ? Step.GIVE_ALL_BACK : Step.GIVE_BACK,
                Strength.EXCLUSIVE,
                true));
      }
    }
    boolean mysql = Set.of("mysql", "mariadb").contains(String.valueOf(DatabaseSpan.system(span)));
    for (TableAccess access : statement.accesses()) {
      if (access.verb() == Verb.LOCK_TABLE && keepsChangesOff(access)) {
        mutexes.add(new Mutex(OF_TABLE + access.table(), Step.TAKE, Strength.TABLE, mysql));
      }
    }
    String words = mysql ? DatabaseSpan.text(span).strip().toLowerCase(Locale.ROOT) : "";
    if (words.startsWith("unlock table")) {
      mutexes.add(new Mutex(OF_TABLE, Step.GIVE_ALL_BACK, Strength.TABLE, true));
    }
    return mutexes;
  }

  private static boolean keepsChangesOff(TableAccess access) {
    return access.locks().stream()
        .anyMatch(mode -> AGAINST_CHANGES.contains(mode) || mode.endsWith("write"));
  }

  /** Empty where a value of the key is not shown. */
  private static String name(Span span, SqlText text, SqlEffect effect) {
    SqlExecution execution = new SqlExecution(span, text);
    List<String> key = new ArrayList<>();
    effect.operands().forEach(operand -> key.add(String.valueOf(operand.value(execution))));
    return key.contains("null") ? "" : ADVISORY + String.join(",", key);
  }

  private static Strength strength(SqlEffect effect) {
    if (effect.how().stream().anyMatch(how -> how.startsWith("pg_try_"))) {
      return Strength.TRIED;
    }
    return effect.how().stream().anyMatch(how -> how.endsWith("_shared"))
        ? Strength.SHARED
        : Strength.EXCLUSIVE;
  }

  /** SQL Server's belong to the transaction unless the statement names an owner. */
  private static boolean ofSession(SqlEffect effect) {
    return effect.how().contains("@lockowner")
        || !effect.how().contains("sp_getapplock")
            && effect.how().stream().noneMatch(how -> how.contains("_xact_"));
  }
}
