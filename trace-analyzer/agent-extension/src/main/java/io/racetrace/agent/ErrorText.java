package io.racetrace.agent;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the messages of database errors to the words that tell the kind of error. Drivers put
 * values there ({@code Key (email)=(a@b.c) already exists}), wrappers put the driver's message and
 * whole statements into theirs; so nothing is kept that is not known to be harmless.
 */
final class ErrorText {

  private static final String NAME = "[\\w.$-]{1,128}";
  private static final String DOUBLE_QUOTED = "\"" + NAME + "\"";
  private static final String ANY_QUOTED = "[\"'\\[]" + NAME + "[\"'\\]]";

  /** Who throws these may be quoting values. */
  private static final Pattern DATABASE =
      Pattern.compile(
          "java\\.sql\\.|javax\\.sql\\.|(jakarta|javax)\\.(persistence|validation)\\."
              + "|org\\.hibernate\\.|org\\.eclipse\\.persistence\\.|org\\.jooq\\."
              + "|org\\.springframework\\.(dao|jdbc|orm|data|transaction|validation)\\."
              + "|org\\.springframework\\.web\\.(bind\\.MethodArgumentNotValid|method\\.annotation\\.Handler)"
              + "|org\\.postgresql\\.|com\\.mysql\\.|org\\.mariadb\\.|oracle\\.jdbc\\."
              + "|com\\.microsoft\\.sqlserver\\.|org\\.h2\\.|org\\.hsqldb\\.|org\\.sqlite\\."
              + "|com\\.ibm\\.db2\\.|org\\.apache\\.(derby|ibatis)\\."
              + "|(?i:SQLException|sqlstate|sqlcode|constraint|duplicate (key|entry)|failing row"
              + "|rejected value|\\bkey \\([^)]*\\)=\\(|\\bORA-\\d{5})");

  private static final Pattern HARMLESS =
      Pattern.compile(
          "(?i)("
              + "could not (execute|prepare) (statement|query|batch)|could not extract ResultSet"
              + "|duplicate key value(?= violates)|cannot insert duplicate key"
              + "|(null value in column|insert or update on table|update or delete on table"
              + "|new row for relation|of relation|in relation|in object|for column|on table) ?"
              + ANY_QUOTED
              + "|violat(es|ion of) (unique|foreign key|check|not-null|exclusion|primary key|unique key)"
              + " constraint( "
              + ANY_QUOTED
              + ")?"
              + "|(unique|check|not null|foreign key) constraint failed(: "
              + NAME
              + ")?"
              + "|unique constraint|constraint "
              + ANY_QUOTED
              + "|for key '"
              + NAME
              + "'"
              + "|duplicate (key|entry)"
              + "|unique index or primary key violation|referential integrity constraint violation"
              + "|null not allowed|data too long|value too long|numeric field overflow"
              + "|invalid input syntax( for type \\w+)?|division by zero|out of range"
              + "|(relation|column|table|function|sequence) "
              + DOUBLE_QUOTED
              + " does not exist"
              + "|syntax error|permission denied"
              + "|could not serialize access( due to (concurrent (update|delete)"
              + "|read/write dependencies among transactions))?"
              + "|deadlock( detected| found| victim)?|lock wait timeout( exceeded)?|lock timeout"
              + "|lock not available|could not obtain lock"
              + "|canceling statement due to (lock timeout|statement timeout|user request"
              + "|conflict with recovery)"
              + "|current transaction is aborted"
              + "|row was (already )?updated or deleted by another transaction"
              + "|unexpected row count|optimisticlock\\w*|optimistic lock(ing)?|staleobjectstate\\w*"
              + "|staledata\\w*|did not return a unique result|transaction (was )?marked as rollback"
              + "|connection (refused|is closed|has been closed|is not available)"
              + "|connection reset|broken pipe|deadline exceeded|statement timeout"
              + "|maximum statement execution time|((request|read|connect|connection) )?timed out"
              + "|i/o error|too many (connections|clients)"
              + "|sql error: \\d{1,5}|sql-?state:? ?[\\[(]?[0-9][0-9a-z]{4}\\b|sqlcode[:=] ?-?\\d{1,5}"
              + "|\\[\\d{5}-\\d{1,3}\\]|\\bORA-\\d{5}"
              + ")");

  private static final Pattern COLUMNS = Pattern.compile("\\bKey \\(([\\w., ]{1,200})\\)=\\(");

  private static final Pattern FRAME =
      Pattern.compile(
          "\\s*(at [\\w.$/@<>-]+\\((Native Method|Unknown Source|<generated>|[\\w$-]+\\.\\w{1,10}(:\\d+)?)\\)"
              + "|\\.\\.\\. \\d+ (more|common frames omitted))\\s*");

  private static final Pattern HEADER =
      Pattern.compile("(?s)(\\s*(?:Caused by: |Suppressed: )?)([\\w.$]+)(?:: (.*))?");

  private ErrorText() {}

  /** Whether the text speaks of a database, or of a value that was refused. */
  static boolean isOfDatabase(@Nullable String text) {
    return text != null && DATABASE.matcher(text).find();
  }

  /** The same of a stack trace, whose frames don't count: every second one is of a database. */
  static boolean isTraceOfDatabase(@Nullable String trace) {
    return trace != null
        && trace.lines().anyMatch(line -> !FRAME.matcher(line).matches() && isOfDatabase(line));
  }

  /** What is harmless of a message; a question mark where nothing is. */
  static String mask(String message) {
    StringBuilder kept = new StringBuilder();
    Set<String> said = new HashSet<>();
    int end = 0;
    Matcher harmless = HARMLESS.matcher(message);
    while (harmless.find()) {
      if (said.add(harmless.group())) {
        boolean goesOn = message.substring(end, harmless.start()).isBlank();
        kept.append(kept.length() == 0 ? "" : goesOn ? " " : " ... ").append(harmless.group());
        end = harmless.end();
      }
    }
    Matcher columns = COLUMNS.matcher(message);
    if (columns.find()) {
      kept.append(kept.length() == 0 ? "" : " ... ").append("Key (").append(columns.group(1));
      kept.append(")=(?)");
    }
    return kept.length() == 0 ? "?" : kept.toString();
  }

  /** The types and frames of a stack trace, its messages masked. */
  static String maskTrace(String trace) {
    StringBuilder masked = new StringBuilder();
    StringBuilder message = new StringBuilder();
    for (String line : trace.lines().toList()) {
      if (FRAME.matcher(line).matches()) {
        flush(message, masked);
        masked.append(line).append('\n');
      } else {
        if (line.stripLeading().startsWith("Caused by: ")
            || line.stripLeading().startsWith("Suppressed: ")) {
          flush(message, masked);
        }
        message.append(message.length() == 0 ? "" : "\n").append(line);
      }
    }
    flush(message, masked);
    return masked.toString();
  }

  private static void flush(StringBuilder message, StringBuilder masked) {
    if (message.length() == 0) {
      return;
    }
    Matcher header = HEADER.matcher(message);
    if (header.matches() && header.group(2).indexOf('.') > 0) {
      masked.append(header.group(1)).append(header.group(2));
      if (header.group(3) != null) {
        masked.append(": ").append(mask(header.group(3)));
      }
    } else {
      masked.append(mask(message.toString()));
    }
    masked.append('\n');
    message.setLength(0);
  }
}
