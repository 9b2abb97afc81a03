package io.racetrace.access;

import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which columns identify the rows of each table, the surest first: those that a schema names; those
 * that every statement that changes or locks rows compares by equality; those that are named like a
 * key.
 *
 * <p>What is learned must never take two rows for one: where statements differ in the columns that
 * they compare, only a name decides.
 */
final class KeyColumns {

  private static final Pattern IDENTIFIES =
      Pattern.compile("(.*_)?(id|uuid|guid|key|pk|code|number|no|nr|sku|slug|email|username)");

  private final Schema schema;
  private final Map<RecordType, Set<SortedSet<String>>> changed = new HashMap<>();
  private final Map<RecordType, Set<SortedSet<String>>> compared = new HashMap<>();
  private final Map<RecordType, KeyKnowledge> decided = new TreeMap<>();

  KeyColumns(Schema schema) {
    this.schema = schema;
  }

  /** Notes by which columns a statement names rows. */
  void learn(RecordType type, TableAccess access) {
    if (access.where().isEmpty()) {
      return;
    }
    SortedSet<String> columns = new TreeSet<>();
    for (String column : access.where().get(0).keySet()) {
      if (IDENTIFIES.matcher(column).matches()
          && !access.assigned().containsKey(column)
          && !Columns.isVersion(column)) {
        columns.add(column);
      }
    }
    compared.computeIfAbsent(type, key -> new HashSet<>()).add(columns);
    if (access.verb().isWrite() || access.verb() == Verb.SELECT && access.locksRows()) {
      changed.computeIfAbsent(type, key -> new HashSet<>()).add(columns);
    }
  }

  /** The key columns of a table; null where nothing tells. */
  @Nullable KeyKnowledge of(RecordType type) {
    KeyKnowledge known = decided.get(type);
    if (known == null) {
      known = decide(type);
      if (known != null) {
        decided.put(type, known);
      }
    }
    return known;
  }

  /** What was decided so far, by record type. */
  SortedMap<RecordType, KeyKnowledge> decided() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(decided));
  }

  private @Nullable KeyKnowledge decide(RecordType type) {
    SortedSet<String> stated = schema.key(type.name());
    if (stated != null) {
      return new KeyKnowledge(stated, KeyKnowledge.How.SCHEMA);
    }
    SortedSet<String> learned = learned(type);
    if (!learned.isEmpty()) {
      return new KeyKnowledge(learned, KeyKnowledge.How.LEARNED);
    }
    for (SortedSet<String> columns : compared.getOrDefault(type, Set.of())) {
      String named = named(type, columns);
      if (named != null) {
        return new KeyKnowledge(new TreeSet<>(Set.of(named)), KeyKnowledge.How.NAMED);
      }
    }
    return null;
  }

  private SortedSet<String> learned(RecordType type) {
    Set<SortedSet<String>> sets = changed.getOrDefault(type, Set.of());
    if (sets.isEmpty()) {
      return new TreeSet<>();
    }
    SortedSet<String> always = new TreeSet<>();
    always.addAll(sets.iterator().next());
    sets.forEach(always::retainAll);
    String named = named(type, always);
    if (named != null) {
      // Who compares the named column alone says that it is enough.
      boolean alone =
          compared.getOrDefault(type, Set.of()).stream()
              .anyMatch(columns -> columns.contains(named) && !columns.containsAll(always));
      return alone ? new TreeSet<>(Set.of(named)) : always;
    }
    return sets.size() == 1 ? always : new TreeSet<>();
  }

  /** The one of the columns that is named like this table's key; null if none is. */
  static @Nullable String named(RecordType type, Set<String> columns) {
    for (String name : names(type)) {
      if (columns.contains(name)) {
        return name;
      }
    }
    return null;
  }

  /** {@code id}, {@code orders_id}, {@code order_id}. */
  private static List<String> names(RecordType type) {
    String simple = type.name().substring(type.name().lastIndexOf('.') + 1);
    String singular =
        simple.endsWith("ies")
            ? simple.substring(0, simple.length() - 3) + "y"
            : simple.endsWith("s") ? simple.substring(0, simple.length() - 1) : simple;
    return List.of("id", simple + "_id", singular + "_id");
  }
}
