package io.racetrace.cli.contract;

import io.racetrace.access.Columns;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.history.Census;
import io.racetrace.history.Census.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table, as its writers show it.
 *
 * @param services all that write it, whether they tell which rows or not
 */
record InferredTable(RecordType type, SortedSet<String> services, Map<String, Object> entry) {

  /**
   * @param keyless who writes rows of it without telling which
   */
  static InferredTable of(RecordType type, Census census, List<String> keyless) {
    List<Writer> writers = census.writers(type).stream().map(Map.Entry::getKey).toList();
    SortedSet<String> services =
        writers.stream().map(Writer::service).collect(Collectors.toCollection(TreeSet::new));
    services.addAll(keyless);
    SortedSet<String> columns = new TreeSet<>();
    for (Writer writer : writers) {
      columns.addAll(writer.columns().absolute());
      columns.addAll(writer.columns().relative());
    }
    List<Map<String, Object>> own = new ArrayList<>();
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", type.name());
    entry.put("physicalName", type.name());
    entry.put("physicalType", "table");
    entry.put("logicalType", "object");
    if (services.size() == 1) {
      own.add(property("singleWriter", services.first()));
    } else {
      entry.put(
          "description",
          "Several services write it. Decide who owns it: add singleWriter, a name or a list.");
      own.add(property("writersSeen", List.copyOf(services)));
    }
    if (keyless.isEmpty()) {
      control(writers, columns, own);
    }
    entry.put("customProperties", own);
    if (!columns.isEmpty()) {
      entry.put("properties", columns.stream().map(InferredTable::column).toList());
    }
    return new InferredTable(type, services, entry);
  }

  boolean isUndecided() {
    return services.size() > 1;
  }

  /** What every change of a row is behind. */
  private static void control(
      List<Writer> writers, SortedSet<String> columns, List<Map<String, Object>> own) {
    List<Writer> updates =
        writers.stream().filter(writer -> writer.does() == Operation.UPDATE).toList();
    String version = onlyVersion(columns);
    if (updates.isEmpty()) {
      return;
    }
    if (version != null && all(updates, Guard.VERSION_PREDICATE)) {
      own.add(property("concurrencyControl", "optimisticVersion"));
      own.add(property("versionColumn", version));
    } else if (all(updates, Guard.ROW_LOCK)) {
      own.add(property("concurrencyControl", "rowLock"));
    } else if (all(updates, Guard.ATOMIC_STATEMENT)) {
      own.add(property("concurrencyControl", "atomicSql"));
    }
  }

  private static boolean all(List<Writer> writers, Guard guard) {
    return writers.stream().allMatch(writer -> writer.guards().contains(guard));
  }

  private static @Nullable String onlyVersion(SortedSet<String> columns) {
    List<String> versions = columns.stream().filter(Columns::isVersion).toList();
    return versions.size() == 1 ? versions.get(0) : null;
  }

  private static Map<String, Object> column(String name) {
    Map<String, Object> column = new LinkedHashMap<>();
    column.put("name", name);
    return column;
  }

  private static Map<String, Object> property(String name, Object value) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("property", name);
    property.put("value", value);
    return property;
  }
}
