package io.racetrace.access.work;

import io.racetrace.access.Isolation;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.trace.Span;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement that sets the isolation level.
 *
 * @param level null where it is hidden
 * @param lasting whether it holds for all that follows on the connection, else for one transaction
 */
record IsolationSetting(@Nullable Isolation level, boolean lasting) {

  /** What a service states, and what Spring's observed transaction manager writes. */
  private static final String STATED = "racetrace.isolation";

  private static final Set<String> OF_SPRING =
      Set.of("spring.tx.isolation-level", "tx.isolation-level");

  private static final int LONGEST = 300;
  private static final String ISOLATION = "isolation";

  private static final Pattern LEVEL =
      Pattern.compile(
          "(?:begin|start|set)\\b(.*?)\\bisolation level (read uncommitted|read committed"
              + "|repeatable read|snapshot|serializable)?.*");
  private static final Pattern VARIABLE =
      Pattern.compile(
          "(?:alter session )?set\\b(.*?)\\b(default_transaction_isolation|transaction_isolation"
              + "|tx_isolation|isolation_level) ?(?:=|to) ?'?([a-z _-]+)?.*");

  static boolean uses(String attribute) {
    return attribute.equals(STATED) || OF_SPRING.contains(attribute);
  }

  /** The level that a span states of the transaction around it; null if it states none. */
  static @Nullable Isolation stated(Span span) {
    String stated = span.attribute(STATED);
    for (String name : OF_SPRING) {
      stated = stated == null ? span.attribute(name) : stated;
    }
    return stated == null ? null : Isolation.of(stated);
  }

  /** What the statement of a span sets; null if it sets nothing. */
  static @Nullable IsolationSetting of(Span span) {
    String text = DatabaseSpan.text(span);
    if (!mentionsIsolation(text) || text.length() > LONGEST || !DatabaseSpan.isSql(span)) {
      return null;
    }
    String words = text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    Matcher level = LEVEL.matcher(words);
    boolean mysql = isMysql(DatabaseSpan.system(span));
    if (level.matches()) {
      if (level.group(1).contains("global")) {
        // Of connections that are yet to come.
        return null;
      }
      boolean lasting =
          words.startsWith("set")
              && (level.group(1).contains("session")
                  || mysql && level.group(1).contains("local")
                  || isLastingAnyway(DatabaseSpan.system(span)));
      return new IsolationSetting(named(level.group(2)), lasting);
    }
    Matcher variable = VARIABLE.matcher(words);
    if (!variable.matches() || variable.group(1).contains("global")) {
      return null;
    }
    boolean local = variable.group(1).contains("local");
    boolean ofSession = variable.group(1).contains("session") || mysql && local;
    boolean once =
        local && !mysql
            || variable.group(1).contains("@@") && !ofSession
            || variable.group(2).equals("transaction_isolation")
                && "postgresql".equals(DatabaseSpan.system(span));
    return new IsolationSetting(named(variable.group(3)), !once);
  }

  /** Its LOCAL is another word for SESSION (manual, 15.7.6.1). */
  private static boolean isMysql(@Nullable String system) {
    return "mysql".equals(system) || "mariadb".equals(system);
  }

  /** Every statement is asked, and hardly any one does. */
  private static boolean mentionsIsolation(String text) {
    for (int i = 0; i + ISOLATION.length() <= text.length(); i++) {
      char c = text.charAt(i);
      if ((c == 'i' || c == 'I') && text.regionMatches(true, i, ISOLATION, 0, ISOLATION.length())) {
        return true;
      }
    }
    return false;
  }

  /** SQL Server's SET TRANSACTION holds until the next one. */
  private static boolean isLastingAnyway(@Nullable String system) {
    return "mssql".equals(system) || "microsoft.sql_server".equals(system);
  }

  private static @Nullable Isolation named(@Nullable String words) {
    return words == null ? null : Isolation.of(words);
  }
}
