package io.racetrace.cli.contract;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may change one table of a PostgreSQL, as its catalog has it.
 *
 * @param exists whether there is such a table
 * @param byRole what each role was granted itself, or has as the owner; PUBLIC is everybody
 * @param members the roles that inherit from each of those
 * @param superusers who may do anything
 */
public record Grants(
    boolean exists,
    SortedMap<String, SortedSet<String>> byRole,
    SortedMap<String, SortedSet<String>> members,
    SortedSet<String> superusers) {

  /** The name under which the catalog's role 0, everybody, is told. */
  public static final String PUBLIC = "PUBLIC";

  private static final String ROLES =
      """
      SELECT r.rolname, r.rolsuper FROM pg_roles r
      """;

  private static final String TABLE =
      """
      SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'f', 'v')
      """;

  private static final String GRANTED =
      """
      SELECT coalesce(g.rolname, ''), a.privilege_type, NULL
        FROM pg_class c
       CROSS JOIN aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
        LEFT JOIN pg_roles g ON g.oid = a.grantee
       WHERE c.oid = ? AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
      UNION ALL
      SELECT coalesce(g.rolname, ''), a.privilege_type, t.attname
        FROM pg_attribute t
       CROSS JOIN aclexplode(t.attacl) a
        LEFT JOIN pg_roles g ON g.oid = a.grantee
       WHERE t.attrelid = ? AND a.privilege_type IN ('INSERT', 'UPDATE')
      """;

  private static final String MEMBERS =
      """
      SELECT m.rolname FROM pg_roles m, pg_roles g
       WHERE g.rolname = ? AND m.oid <> g.oid AND NOT m.rolsuper AND pg_has_role(m.oid, g.oid, 'USAGE')
      """;

  /** Predefined since release 14: whoever has it may change every table. */
  static final String ALL_DATA = "pg_write_all_data";

  /**
   * @throws SQLException if the database does not answer, or is no PostgreSQL
   */
  public static Grants of(Connection connection, String schema, String table) throws SQLException {
    SortedSet<String> superusers = new TreeSet<>();
    SortedSet<String> roles = new TreeSet<>();
    try (PreparedStatement asked = connection.prepareStatement(ROLES);
        ResultSet rows = asked.executeQuery()) {
      while (rows.next()) {
        roles.add(rows.getString(1));
        if (rows.getBoolean(2)) {
          superusers.add(rows.getString(1));
        }
      }
    }
    Long oid = oid(connection, schema, table);
    SortedMap<String, SortedSet<String>> byRole = new TreeMap<>();
    if (oid != null) {
      granted(connection, oid, byRole);
      if (roles.contains(ALL_DATA) && !members(connection, ALL_DATA).isEmpty()) {
        byRole.put(ALL_DATA, new TreeSet<>(List.of("DELETE", "INSERT", "UPDATE")));
      }
    }
    byRole.keySet().removeAll(superusers);
    SortedMap<String, SortedSet<String>> members = new TreeMap<>();
    for (String role : byRole.keySet()) {
      if (!role.equals(PUBLIC)) {
        members.put(role, members(connection, role));
      }
    }
    return new Grants(oid != null, byRole, members, superusers);
  }

  private static @Nullable Long oid(Connection connection, String schema, String table)
      throws SQLException {
    try (PreparedStatement asked = connection.prepareStatement(TABLE)) {
      asked.setString(1, schema);
      asked.setString(2, table);
      try (ResultSet rows = asked.executeQuery()) {
        return rows.next() ? rows.getLong(1) : null;
      }
    }
  }

  private static void granted(
      Connection connection, long oid, Map<String, SortedSet<String>> byRole) throws SQLException {
    try (PreparedStatement asked = connection.prepareStatement(GRANTED)) {
      asked.setLong(1, oid);
      asked.setLong(2, oid);
      try (ResultSet rows = asked.executeQuery()) {
        while (rows.next()) {
          String role = rows.getString(1).isEmpty() ? PUBLIC : rows.getString(1);
          String column = rows.getString(3);
          byRole
              .computeIfAbsent(role, key -> new TreeSet<>())
              .add(rows.getString(2) + (column == null ? "" : " (" + quoted(column) + ")"));
        }
      }
    }
  }

  private static SortedSet<String> members(Connection connection, String role) throws SQLException {
    SortedSet<String> members = new TreeSet<>();
    try (PreparedStatement asked = connection.prepareStatement(MEMBERS)) {
      asked.setString(1, role);
      try (ResultSet rows = asked.executeQuery()) {
        while (rows.next()) {
          members.add(rows.getString(1));
        }
      }
    }
    return members;
  }

  /** Whether the role, or one that it inherits from, was granted a change. */
  public boolean mayChange(String role) {
    return byRole.containsKey(PUBLIC) || isNamed(role);
  }

  /** Whether the role may change the table by its own name, and not only as everybody may. */
  boolean isNamed(String role) {
    return superusers.contains(role)
        || byRole.containsKey(role)
        || members.values().stream().anyMatch(all -> all.contains(role));
  }

  /** A name as SQL takes it, whatever is in it. */
  public static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
