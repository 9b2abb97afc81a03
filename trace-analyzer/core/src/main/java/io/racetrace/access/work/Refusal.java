package io.racetrace.access.work;

import io.racetrace.access.Guard;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.trace.Span;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a store says that a guard refused a statement: SQLSTATE, vendor code, or message. */
final class Refusal {

  /** The transaction was refused as a whole: the level's check failed, or it was a deadlock. */
  private static final Set<String> ISOLATION =
      Set.of("40001", "40p01", "1213", "1020", "ora-08177", "8177", "ora-00060", "3960", "112");

  private static final Set<String> UNIQUE =
      Set.of("23505", "1062", "1586", "2627", "2601", "ora-00001", "11000");

  private static final Set<String> LOCKED =
      Set.of("55p03", "3572", "1222", "ora-00054", "ora-30006", "50200");

  /** Codes, as far as they can't be a part of a number or a word. */
  private static final Pattern CODE = Pattern.compile("[a-z0-9]+(?:-[0-9]{5})?");

  /** A number in a message is a code only where the message says so. */
  private static final Pattern IN_MESSAGE =
      Pattern.compile(
          "(?:sql ?state\\W{0,4}|error(?: code)?\\W{0,3}|\\()([0-9][0-9a-z]{3,4})\\b|(ora-[0-9]{5})");

  private Refusal() {}

  /** The guard that refused this span's statement; null if it failed for another reason. */
  static @Nullable Guard guard(Span span) {
    String code = span.firstAttribute("db.response.status_code", "error.type");
    String told = code == null ? "" : code.toLowerCase(Locale.ROOT);
    String text =
        (told + " " + span.attribute("exception.type") + " " + span.attribute("exception.message"))
            .toLowerCase(Locale.ROOT);
    Guard byCode = CODE.matcher(told).matches() ? byCode(told, span) : null;
    Matcher matcher = IN_MESSAGE.matcher(text);
    while (byCode == null && matcher.find()) {
      byCode = byCode(matcher.group(1) == null ? matcher.group(2) : matcher.group(1), span);
    }
    return byCode != null ? byCode : byWords(text);
  }

  private static @Nullable Guard byCode(String code, Span span) {
    if (code.equals("1205")) {
      // A deadlock in SQL Server, a lock that did not come in MySQL.
      String system = DatabaseSpan.system(span);
      return system != null && system.contains("sql") && !system.contains("mysql")
          ? Guard.ISOLATION
          : Guard.ROW_LOCK;
    }
    return ISOLATION.contains(code)
        ? Guard.ISOLATION
        : UNIQUE.contains(code)
            ? Guard.UNIQUE_CONSTRAINT
            : LOCKED.contains(code) ? Guard.ROW_LOCK : null;
  }

  private static @Nullable Guard byWords(String text) {
    if (mentions(
        text,
        "could not serialize",
        "serializationfailure",
        "cannotserializetransaction",
        "can't serialize access",
        "restart transaction",
        "record has changed since last read",
        "snapshot isolation transaction aborted",
        "concurrent update",
        "busy_snapshot",
        "writeconflict",
        "deadlock")) {
      return Guard.ISOLATION;
    }
    if (mentions(
        text,
        "duplicate key",
        "duplicate entry",
        "duplicatekey",
        "unique constraint",
        "uniqueviolation",
        "e11000",
        "unique index or primary key violation")) {
      return Guard.UNIQUE_CONSTRAINT;
    }
    if (mentions(
        text,
        "lock not available",
        "locknotavailable",
        "could not obtain lock",
        "lock timeout",
        "locktimeout",
        "lock wait timeout",
        "lock request time out",
        "resource busy and acquire with nowait",
        "database is locked",
        "sqlite_busy")) {
      return Guard.ROW_LOCK;
    }
    if (mentions(
        text,
        "optimisticlock",
        "staleobjectstate",
        "stalestate",
        "staledata",
        "dbupdateconcurrency")) {
      return Guard.VERSION_PREDICATE;
    }
    return null;
  }

  /** Whether nobody knows what the store did, because its answer never came. */
  static boolean isLostConnection(Span span) {
    return guard(span) == null
        && mentions(
            told(span),
            "08006",
            "08007",
            "08s01",
            "connection reset",
            "connection has been closed",
            "connection refused",
            "broken pipe",
            "i/o error",
            "timed out",
            "timeout",
            "deadline exceeded",
            "eof");
  }

  /** Whether a statement reached the store, as far as anybody knows, and no answer came back. */
  static boolean isUnanswered(Span span) {
    String all = told(span);
    return isLostConnection(span)
        && !mentions(
            all,
            // The store itself gave up, and took back what it had done.
            "statement timeout",
            "canceling statement",
            "57014",
            "maximum statement execution time",
            // Nothing was sent.
            "connection refused",
            "connection has been closed",
            "connection is closed",
            "connect timed out",
            "connection timed out",
            "connecttimeout",
            "pool");
  }

  private static String told(Span span) {
    String code = span.firstAttribute("db.response.status_code", "error.type");
    return (code
            + " "
            + span.attribute("exception.type")
            + " "
            + span.attribute("exception.message"))
        .toLowerCase(Locale.ROOT);
  }

  private static boolean mentions(String text, String... signs) {
    for (String sign : signs) {
      if (text.contains(sign)) {
        return true;
      }
    }
    return false;
  }
}
