package io.racetrace.ownership;

import io.racetrace.access.RecordType;
import java.util.Locale;

/**
 * A database in which a contract's tables lie. An empty part is not told, and speaks against
 * nothing; upper and lower case are alike.
 *
 * @param system as spans name it, such as {@code postgresql}
 */
public record Place(String system, String database, String schema) {

  private static final String STATED = "stated";

  /** How well a record type fits a declared table. */
  public enum Fit {
    NO,
    /** Nothing speaks against it, but its spans do not tell the system or the database. */
    MAYBE,
    YES
  }

  Fit fit(String table, RecordType type) {
    String name = lower(type.name());
    String wanted = lower(table);
    String schemaAndTable = schema.isEmpty() ? wanted : lower(schema) + "." + wanted;
    boolean isNamed =
        name.contains(".")
            ? schemaAndTable.contains(".")
                ? name.equals(schemaAndTable) || name.endsWith("." + schemaAndTable)
                : name.endsWith("." + wanted)
            : name.equals(wanted);
    if (!isNamed) {
      return Fit.NO;
    }
    String theirs = type.store().system();
    boolean isStated = theirs.equals(STATED);
    if (!isStated && !system.isEmpty() && !theirs.equalsIgnoreCase(system)) {
      return Fit.NO;
    }
    String in = type.store().database();
    if (in.isEmpty()) {
      return database.isEmpty() && (!isStated || system.isEmpty()) ? Fit.YES : Fit.MAYBE;
    }
    return database.isEmpty() || in.equalsIgnoreCase(database) ? Fit.YES : Fit.NO;
  }

  /** Whether one table of that name may lie in both. */
  boolean mayBe(Place other) {
    return alike(system, other.system)
        && alike(database, other.database)
        && alike(schema, other.schema);
  }

  private static boolean alike(String one, String other) {
    return one.isEmpty() || other.isEmpty() || one.equalsIgnoreCase(other);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return (system.isEmpty() ? "" : system + "/")
        + (database.isEmpty() ? "" : database + "/")
        + (schema.isEmpty() ? "" : schema + ".");
  }
}
