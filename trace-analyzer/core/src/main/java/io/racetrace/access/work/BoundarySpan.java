package io.racetrace.access.work;

import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanStatus;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a span says of the transaction on its connection.
 *
 * @param at when it can first have ended what came before
 * @param interval in which it took effect
 * @param savepoint the name of the savepoint in lower case; empty where there is none
 */
record BoundarySpan(Span span, Kind kind, long at, Interval interval, String savepoint) {

  /** What happens to the transaction. */
  enum Kind {
    BEGIN,
    COMMIT,
    ROLLBACK,
    /** Handed to a coordinator, who decides elsewhere. */
    PREPARE,
    SAVEPOINT,
    ROLLBACK_TO,
    /** Redis: the EXEC that follows has no effect if one of the keys was changed. */
    WATCH,
    UNWATCH;

    boolean ends() {
      return this == COMMIT || this == ROLLBACK || this == PREPARE;
    }

    boolean beginsOrEnds() {
      return ends() || this == BEGIN;
    }
  }

  private static final int LONGEST = 200;

  /** What each of the patterns begins with. */
  private static final List<String> FIRST_WORDS =
      List.of("begin", "start", "commit", "end", "rollback", "abort", "prepare", "save");

  private static final String WORK = "(?:\\s+(?:work|tran|transaction))?";
  private static final Pattern BEGIN =
      Pattern.compile(
          "(?:begin"
              + WORK
              + "|start\\s+transaction)"
              + "(?:\\s+(?:isolation|read|with|not|deferrable|deferred|immediate|exclusive)\\b.*)?");
  private static final Pattern COMMIT =
      Pattern.compile("(?:commit|end)" + WORK + "(?:\\s+and(?:\\s+no)?\\s+chain)?");
  private static final Pattern ROLLBACK =
      Pattern.compile("(?:rollback|abort)" + WORK + "(?:\\s+and(?:\\s+no)?\\s+chain)?");
  private static final Pattern PREPARE = Pattern.compile("prepare\\s+transaction\\b.*");
  private static final Pattern SAVEPOINT =
      Pattern.compile("(?:savepoint|save\\s+tran(?:saction)?)\\s+(\\S+)");
  private static final Pattern ROLLBACK_TO =
      Pattern.compile("rollback" + WORK + "\\s+to(?:\\s+savepoint)?(?:\\s+(\\S+))?");
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|--[^\\n]*", Pattern.DOTALL);

  BoundarySpan(Span span, Kind kind, String savepoint) {
    this(span, kind, span.interval().start(), span.interval(), savepoint);
  }

  /** The boundary that this span is; null if it is none. */
  static @Nullable BoundarySpan of(Span span) {
    if (DatabaseSpan.isSql(span)) {
      return sql(span);
    }
    String system = DatabaseSpan.system(span);
    Kind kind =
        switch (system == null ? "" : system) {
          case "redis", "valkey" -> redis(word(span));
          case "mongodb" -> mongo(DatabaseSpan.operation(span));
          default -> null;
        };
    return kind == null ? null : new BoundarySpan(span, kind, "");
  }

  /** Whether the span stands for a call of the driver's own, not for a statement that says it. */
  boolean isCall() {
    return DatabaseSpan.text(span).isBlank() || !DatabaseSpan.operation(span).isEmpty();
  }

  boolean took() {
    return kind == Kind.COMMIT && span.status() != SpanStatus.ERROR;
  }

  private static @Nullable BoundarySpan sql(Span span) {
    String text = DatabaseSpan.text(span);
    if (!mayBe(text)) {
      return null;
    }
    String words = normal(text);
    if (words.length() > LONGEST) {
      return null;
    }
    if (words.isEmpty()) {
      String operation = DatabaseSpan.operation(span);
      words = operation.isEmpty() ? call(span.name()) : operation;
      if (!mayBe(words)) {
        return null;
      }
      words = normal(words);
    }
    if (BEGIN.matcher(words).matches()) {
      return new BoundarySpan(span, Kind.BEGIN, "");
    }
    if (COMMIT.matcher(words).matches()) {
      return new BoundarySpan(span, Kind.COMMIT, "");
    }
    if (ROLLBACK.matcher(words).matches()) {
      return new BoundarySpan(span, Kind.ROLLBACK, "");
    }
    if (PREPARE.matcher(words).matches()) {
      return new BoundarySpan(span, Kind.PREPARE, "");
    }
    Matcher savepoint = SAVEPOINT.matcher(words);
    if (savepoint.matches()) {
      return new BoundarySpan(span, Kind.SAVEPOINT, savepoint.group(1));
    }
    Matcher partly = ROLLBACK_TO.matcher(words);
    if (partly.matches()) {
      String name = partly.group(1);
      return new BoundarySpan(span, Kind.ROLLBACK_TO, name == null ? "" : name);
    }
    return null;
  }

  /** Whether a text may say any of this, for hardly any does: it is empty, or begins like one. */
  private static boolean mayBe(String text) {
    int first = 0;
    while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
      first++;
    }
    if (first == text.length() || text.charAt(first) == '/' || text.charAt(first) == '-') {
      return true;
    }
    for (String word : FIRST_WORDS) {
      if (text.regionMatches(true, first, word, 0, word.length())) {
        return true;
      }
    }
    return false;
  }

  /** The names that Go's otelsql gives to calls, in the words of SQL. */
  private static String call(String name) {
    return switch (name) {
      case "sql.conn.begin_tx" -> "begin";
      case "sql.tx.commit" -> "commit";
      case "sql.tx.rollback" -> "rollback";
      default -> name;
    };
  }

  private static String normal(String text) {
    String plain =
        text.contains("/*") || text.contains("--") ? COMMENT.matcher(text).replaceAll(" ") : text;
    String bare = plain.strip().toLowerCase(Locale.ROOT);
    return bare.endsWith(";") ? bare.substring(0, bare.length() - 1).strip() : bare;
  }

  private static @Nullable Kind redis(String word) {
    return switch (word) {
      case "MULTI" -> Kind.BEGIN;
      case "EXEC" -> Kind.COMMIT;
      case "DISCARD" -> Kind.ROLLBACK;
      case "WATCH" -> Kind.WATCH;
      case "UNWATCH" -> Kind.UNWATCH;
      default -> null;
    };
  }

  private static @Nullable Kind mongo(String operation) {
    return switch (operation) {
      case "COMMITTRANSACTION" -> Kind.COMMIT;
      case "ABORTTRANSACTION" -> Kind.ROLLBACK;
      default -> null;
    };
  }

  private static String word(Span span) {
    String operation = DatabaseSpan.operation(span);
    String text = operation.isEmpty() ? DatabaseSpan.text(span).strip() : operation;
    text = text.isEmpty() ? span.name() : text;
    int end = text.indexOf(' ');
    return (end < 0 ? text : text.substring(0, end)).toUpperCase(Locale.ROOT);
  }
}
