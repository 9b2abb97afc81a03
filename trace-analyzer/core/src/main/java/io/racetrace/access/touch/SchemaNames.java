package io.racetrace.access.touch;

import io.racetrace.access.RecordType;
import io.racetrace.access.Store;
import io.racetrace.trace.Span;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What all statements together tell of schemas: which tables are named with the usual schema and
 * without it, and who writes to several schemas of one database.
 */
final class SchemaNames {

  private final Set<RecordType> bare = ConcurrentHashMap.newKeySet();
  private final Map<Writer, Set<String>> written = new ConcurrentHashMap<>();

  private final Map<Store, Set<String>> chosen = new ConcurrentHashMap<>();

  private record Writer(String service, Store store) {}

  void learn(Span span, RecordType type, boolean writes) {
    if (type.name().indexOf('.') < 0) {
      bare.add(type);
    }
    String schema = writes ? DatabaseSpan.schema(span) : null;
    if (schema != null) {
      written
          .computeIfAbsent(
              new Writer(span.instance().service(), type.store()),
              writer -> ConcurrentHashMap.newKeySet())
          .add(schema);
    }
  }

  void learnChoice(Span span, Store store) {
    SchemaChoice choice = SchemaChoice.of(span);
    if (choice != null && choice.schema() != null) {
      chosen.computeIfAbsent(store, key -> ConcurrentHashMap.newKeySet()).add(choice.schema());
    }
  }

  /** Where all choose one and the same, it is where those are, too, who choose none. */
  boolean areChosen(Store store) {
    return chosen.getOrDefault(store, Set.of()).size() > 1;
  }

  /** The type under one name, whichever way the statement calls its table. */
  RecordType known(Span span, RecordType type) {
    int dot = type.name().indexOf('.');
    if (dot < 0) {
      String schema = schema(span, type.store());
      return schema == null ? type : new RecordType(type.store(), schema + "." + type.name());
    }
    if (isUsual(type.name().substring(0, dot), type.store())) {
      RecordType plain = new RecordType(type.store(), type.name().substring(dot + 1));
      return bare.contains(plain) ? plain : type;
    }
    return type;
  }

  /**
   * The schema that a driver tells behind the database. Some tell the login user there instead, but
   * hardly any service writes as two users.
   */
  private @Nullable String schema(Span span, Store store) {
    String schema = written.isEmpty() ? null : DatabaseSpan.schema(span);
    if (schema == null || isUsual(schema, store)) {
      return null;
    }
    Set<String> all = written.get(new Writer(span.instance().service(), store));
    return all != null && all.size() > 1 && all.contains(schema) ? schema : null;
  }

  private static boolean isUsual(String schema, Store store) {
    String name = schema.toLowerCase(Locale.ROOT);
    return switch (store.system()) {
      case "postgresql", "cockroachdb", "h2database" -> name.equals("public");
      case "microsoft.sql_server" -> name.equals("dbo");
      case "mysql", "mariadb" -> name.equals(store.database().toLowerCase(Locale.ROOT));
      default -> false;
    };
  }
}
