package io.racetrace.access.touch;

import io.racetrace.access.Columns;
import io.racetrace.access.RecordType;
import io.racetrace.access.Schema;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Tables that keep earlier states of rows: what is called id there is the other table's. */
  private static final Pattern KEEPS_STATES =
      Pattern.compile(".*_(aud|audit|hist|history|archive|versions|revisions)");

  private final Schema schema;
  private final Map<RecordType, Set<SortedSet<String>>> changed = new HashMap<>();
  private final Map<RecordType, Set<SortedSet<String>>> compared = new HashMap<>();
  private final Map<RecordType, Set<SortedSet<String>>> inserted = new HashMap<>();

  /** Several threads ask, once all is learned. */
  private final Set<RecordType> undecided = ConcurrentHashMap.newKeySet();

  private final Map<RecordType, KeyKnowledge> decided = new ConcurrentHashMap<>();

  KeyColumns(Schema schema) {
    this.schema = schema;
  }

  /** Notes by which columns a statement names rows. */
  void learn(RecordType type, TableAccess access) {
    undecided.remove(type);
    for (SortedMap<String, Operand> row : access.rows()) {
      inserted.computeIfAbsent(type, key -> new HashSet<>()).add(identifying(row.keySet()));
    }
    if (access.where().isEmpty()) {
      return;
    }
    SortedSet<String> columns = identifying(access.where().get(0).keySet());
    columns.removeAll(access.assigned().keySet());
    compared.computeIfAbsent(type, key -> new HashSet<>()).add(columns);
    if (access.verb().isWrite() || access.verb() == Verb.SELECT && access.locksRows()) {
      changed.computeIfAbsent(type, key -> new HashSet<>()).add(columns);
    }
  }

  private static SortedSet<String> identifying(Set<String> columns) {
    SortedSet<String> identifying = new TreeSet<>();
    for (String column : columns) {
      if (IDENTIFIES.matcher(column).matches() && !Columns.isVersion(column)) {
        identifying.add(column);
      }
    }
    return identifying;
  }

  /** The key columns of a table; null where nothing tells. */
  @Nullable KeyKnowledge of(RecordType type) {
    KeyKnowledge known = decided.get(type);
    if (known == null && !undecided.contains(type)) {
      known = decide(type);
      if (known == null) {
        undecided.add(type);
      } else {
        decided.put(type, known);
      }
    }
    return known;
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
    SortedSet<String> ever = new TreeSet<>();
    compared.getOrDefault(type, Set.of()).forEach(columns -> ever.addAll(columns));
    String named = KEEPS_STATES.matcher(type.name()).matches() ? null : named(type, ever);
    return named == null
        ? null
        : new KeyKnowledge(new TreeSet<>(Set.of(named)), KeyKnowledge.How.NAMED);
  }

  private SortedSet<String> learned(RecordType type) {
    Set<SortedSet<String>> sets = changed.getOrDefault(type, Set.of());
    if (sets.isEmpty()) {
      return new TreeSet<>();
    }
    SortedSet<String> always = new TreeSet<>();
    always.addAll(sets.iterator().next());
    sets.forEach(columns -> always.retainAll(columns));
    String named = named(type, always);
    if (named != null) {
      // Who compares the named column alone says that it is enough.
      boolean alone =
          compared.getOrDefault(type, Set.of()).stream()
              .anyMatch(columns -> columns.contains(named) && !columns.containsAll(always));
      return alone ? new TreeSet<>(Set.of(named)) : always;
    }
    return sets.size() == 1 && !hasMore(type, always) ? always : new TreeSet<>();
  }

  /**
   * Whether rows have more to identify them than these columns: an order's lines have numbers, even
   * where every statement changes all lines of an order.
   */
  private boolean hasMore(RecordType type, SortedSet<String> columns) {
    Set<SortedSet<String>> other = new HashSet<>(compared.getOrDefault(type, Set.of()));
    other.addAll(inserted.getOrDefault(type, Set.of()));
    return other.stream()
        .anyMatch(
            set ->
                named(type, set) != null
                    || set.size() > columns.size() && set.containsAll(columns));
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
