package io.racetrace.access.sql;

import java.util.Locale;

/** How a store writes strings, names and comments. */
public enum SqlDialect {
  POSTGRESQL(false, false, Names.AS_QUOTED, true),
  MYSQL(true, false, Names.WITHOUT_CASE, false),
  SQLSERVER(false, true, Names.WITHOUT_CASE, true),
  ORACLE(false, false, Names.UPPER_IS_UNQUOTED, false),
  SQLITE(false, true, Names.WITHOUT_CASE, false),
  H2(false, false, Names.UPPER_IS_UNQUOTED, true),
  /** Any other: names that are quoted in upper case are taken for unquoted ones. */
  OTHER(false, false, Names.UPPER_IS_UNQUOTED, false);

  private enum Names {
    AS_QUOTED,
    WITHOUT_CASE,
    UPPER_IS_UNQUOTED
  }

  private final boolean escapesWithBackslash;
  private final boolean quotesWithBrackets;
  private final Names names;
  private final boolean nestsComments;

  SqlDialect(
      boolean escapesWithBackslash,
      boolean quotesWithBrackets,
      Names names,
      boolean nestsComments) {
    this.escapesWithBackslash = escapesWithBackslash;
    this.quotesWithBrackets = quotesWithBrackets;
    this.names = names;
    this.nestsComments = nestsComments;
  }

  /** The dialect of a {@code db.system} or {@code db.system.name}. */
  public static SqlDialect of(String system) {
    return switch (system) {
      case "postgresql", "cockroachdb", "redshift" -> POSTGRESQL;
      case "mysql", "mariadb" -> MYSQL;
      case "mssql", "microsoft.sql_server" -> SQLSERVER;
      case "oracle", "oracle.db" -> ORACLE;
      case "sqlite" -> SQLITE;
      case "h2", "h2database", "hsqldb" -> H2;
      default -> OTHER;
    };
  }

  boolean escapesWithBackslash() {
    return escapesWithBackslash;
  }

  boolean quotesWithBrackets() {
    return quotesWithBrackets;
  }

  boolean nestsComments() {
    return nestsComments;
  }

  /** Whether a double quote begins a string and not a name. */
  boolean doubleQuotesStrings() {
    return this == MYSQL;
  }

  boolean hasDollarQuotes() {
    return this == POSTGRESQL || this == H2;
  }

  /** A quoted name as it is to be compared with others; unquoted ones are in lower case. */
  public String quotedName(String name) {
    return switch (names) {
      case AS_QUOTED -> name;
      case WITHOUT_CASE -> name.toLowerCase(Locale.ROOT);
      case UPPER_IS_UNQUOTED ->
          name.equals(name.toUpperCase(Locale.ROOT)) ? name.toLowerCase(Locale.ROOT) : name;
    };
  }
}
