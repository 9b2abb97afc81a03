package io.racetrace.cli.contract;

import io.racetrace.access.Store;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A store, as ODCS describes a server. */
final class InferredServer {

  private static final Pattern ADDRESS = Pattern.compile("(?<host>.*?)(?::(?<port>\\d{1,5}))?");

  private InferredServer() {}

  /** Null where ODCS has no server of that kind, or the spans do not tell which database it is. */
  static @Nullable Map<String, Object> of(Store store) {
    if (store.database().isEmpty()) {
      return null;
    }
    return switch (store.system()) {
      case "postgresql" -> server(store, "postgres", 5432, "database", "public");
      case "mysql", "mariadb" -> server(store, "mysql", 3306, "database", null);
      case "microsoft.sql_server" -> server(store, "sqlserver", 1433, "database", "dbo");
      case "oracle.db" -> server(store, "oracle", 1521, "serviceName", null);
      default -> null;
    };
  }

  private static Map<String, Object> server(
      Store store, String type, int usualPort, String database, @Nullable String schema) {
    Matcher address = ADDRESS.matcher(store.address());
    boolean isTold = address.matches() && !address.group("host").isEmpty();
    String port = isTold ? address.group("port") : null;
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("server", store.database());
    server.put("type", type);
    server.put("host", isTold ? address.group("host") : "unknown");
    server.put("port", port == null ? usualPort : Integer.parseInt(port));
    server.put(database, store.database());
    if (schema != null) {
      server.put("schema", schema);
    }
    return server;
  }
}
