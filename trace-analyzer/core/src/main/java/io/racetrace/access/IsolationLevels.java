package io.racetrace.access;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the levels of each store are worth: equal names stop different things. Taken from the
 * manuals, and from Kleppmann's Hermitage, which tried them.
 */
public final class IsolationLevels {

  /** What a level may stop. */
  public enum Anomaly {
    /** P4 of Berenson et al. */
    LOST_UPDATE,
    /** A5B, Hermitage's G2-item. */
    WRITE_SKEW,
    /** Two that decide by a predicate, and each changes the answer of the other: G2. */
    PHANTOM
  }

  private static final Set<Anomaly> ALL = EnumSet.allOf(Anomaly.class);
  private static final Set<Anomaly> FIRST_WINS = EnumSet.of(Anomaly.LOST_UPDATE);
  private static final Set<Anomaly> ROWS = EnumSet.of(Anomaly.LOST_UPDATE, Anomaly.WRITE_SKEW);

  /**
   * One store.
   *
   * @param usual the level where nobody sets one
   * @param stops the levels that stop something; those that are not named stop nothing
   */
  private record Levels(Isolation usual, Map<Isolation, Set<Anomaly>> stops) {}

  /** PostgreSQL manual, 13.2: repeatable read is a snapshot, the first updater wins (40001). */
  private static final Levels POSTGRESQL =
      levels(Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, FIRST_WINS);

  /**
   * MySQL manual, 17.7.2.1: repeatable read reads from a snapshot but writes to what is there, so
   * it loses updates; serializable makes each read lock its rows. MariaDB refuses at repeatable
   * read too from 11.6.2 on, by {@code innodb_snapshot_isolation}; which one it is does not show.
   */
  private static final Levels MYSQL = levels(Isolation.REPEATABLE_READ, null, Set.of());

  /** SQL Server: repeatable read keeps the locks of what was read; snapshot: error 3960. */
  private static final Levels SQL_SERVER =
      new Levels(
          Isolation.READ_COMMITTED,
          new EnumMap<>(
              Map.of(
                  Isolation.REPEATABLE_READ, ROWS,
                  Isolation.SNAPSHOT, FIRST_WINS,
                  Isolation.SERIALIZABLE, ALL)));

  /**
   * Db2, by the names of JDBC: repeatable read is its read stability, which keeps the rows that
   * were read locked; serializable is its repeatable read, which keeps others from adding to them.
   */
  private static final Levels DB2 =
      new Levels(
          Isolation.READ_COMMITTED,
          new EnumMap<>(Map.of(Isolation.REPEATABLE_READ, ROWS, Isolation.SERIALIZABLE, ALL)));

  /** Oracle Database Concepts, 9: what it calls serializable is a snapshot (ORA-08177). */
  private static final Levels ORACLE =
      new Levels(
          Isolation.READ_COMMITTED, new EnumMap<>(Map.of(Isolation.SERIALIZABLE, FIRST_WINS)));

  /** "Transactions in SQLite are serializable": one writes at a time, others get SQLITE_BUSY. */
  private static final Levels SERIALIZABLE_ONLY = levels(Isolation.SERIALIZABLE, null, Set.of());

  /** A transaction of MongoDB is a snapshot; the second writer gets WriteConflict. */
  private static final Levels MONGODB =
      new Levels(Isolation.SNAPSHOT, new EnumMap<>(Map.of(Isolation.SNAPSHOT, FIRST_WINS)));

  /** H2's manual does not say what its levels do with two that change what both have read. */
  private static final Levels H2 =
      new Levels(Isolation.READ_COMMITTED, new EnumMap<>(Isolation.class));

  private IsolationLevels() {}

  private static Levels levels(
      Isolation usual, @Nullable Isolation weaker, Set<Anomaly> stoppedByWeaker) {
    EnumMap<Isolation, Set<Anomaly>> stops = new EnumMap<>(Isolation.class);
    if (weaker != null) {
      stops.put(weaker, stoppedByWeaker);
    }
    stops.put(Isolation.SERIALIZABLE, ALL);
    return new Levels(usual, stops);
  }

  private static @Nullable Levels of(Store store) {
    return switch (store.system().toLowerCase(Locale.ROOT)) {
      case "postgresql" -> POSTGRESQL;
      case "mysql", "mariadb" -> MYSQL;
      case "mssql", "microsoft.sql_server" -> SQL_SERVER;
      case "db2", "ibm.db2" -> DB2;
      case "oracle", "oracle.db" -> ORACLE;
      case "sqlite", "cockroachdb" -> SERIALIZABLE_ONLY;
      case "mongodb" -> MONGODB;
      case "h2", "h2database" -> H2;
      default -> null;
    };
  }

  /** The level of a transaction that sets none; null where the store is not known. */
  public static @Nullable Isolation usual(Store store) {
    Levels levels = of(store);
    return levels == null ? null : levels.usual;
  }

  /** The level that every transaction of the store has; null where it can be set, or unknown. */
  public static @Nullable Isolation only(Store store) {
    return switch (store.system().toLowerCase(Locale.ROOT)) {
      case "sqlite" -> Isolation.SERIALIZABLE;
      case "mongodb" -> Isolation.SNAPSHOT;
      default -> null;
    };
  }

  /** Whether a store refuses one of two transactions at this level that would do this. */
  public static boolean stops(Store store, Isolation level, Anomaly anomaly) {
    Levels levels = of(store);
    return levels != null && levels.stops.getOrDefault(level, Set.of()).contains(anomaly);
  }

  /** The weakest level that stops it; null where none does, or nobody knows. */
  public static @Nullable Isolation weakest(Store store, Anomaly anomaly) {
    Levels levels = of(store);
    for (Isolation level : levels == null ? List.<Isolation>of() : List.of(Isolation.values())) {
      if (stops(store, level, anomaly)) {
        return level;
      }
    }
    return null;
  }
}
