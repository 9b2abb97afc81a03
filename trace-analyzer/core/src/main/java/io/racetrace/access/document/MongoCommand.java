package io.racetrace.access.document;

import io.racetrace.access.document.DocumentEffect.Kind;
import io.racetrace.access.document.TolerantJson.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command of MongoDB, as drivers send it and instrumentations write it down: the whole command,
 * or only its statements beside the command's name.
 */
public final class MongoCommand {

  private static final Pattern MASK =
      Pattern.compile("\\?+|\\*+|<.{1,20}>|\\[?(REDACTED|FILTERED|MASKED)]?|");
  private static final Pattern LOOKS_TYPED =
      Pattern.compile("[+-]?\\d.*|true|false|null|[0-9a-fA-F]{24}|[\"{\\[].*", Pattern.DOTALL);
  private static final Pattern VARYING_STEP = Pattern.compile("(^|\\.)[^.]*\\d[^.]*(?=\\.|$)");
  private static final Set<String> WRITES =
      Set.of("insert", "update", "delete", "findandmodify", "bulkwrite", "mapreduce");
  private static final Set<String> SETS = Set.of("$set", "$unset", "$rename");
  private static final Set<String> CHANGES =
      Set.of(
          "$inc",
          "$mul",
          "$min",
          "$max",
          "$push",
          "$addToSet",
          "$pull",
          "$pullAll",
          "$pop",
          "$bit",
          "$currentDate");
  private static final Set<String> TYPED =
      Set.of("$oid", "$numberLong", "$numberInt", "$numberDecimal", "$numberDouble", "$uuid");

  private final @Nullable String collection;
  private final List<DocumentEffect> effects = new ArrayList<>();

  private MongoCommand(@Nullable String collection) {
    this.collection = collection;
  }

  /**
   * Reads a command. Never fails: of what it can't read it says that something was written, if the
   * command writes.
   *
   * @param operation the command's name, if the span tells it; else empty
   */
  public static List<DocumentEffect> parse(String text, String operation) {
    int start = start(text);
    Object read = start < 0 ? null : TolerantJson.read(text, start);
    String before = start < 0 ? text.strip() : text.substring(0, start).strip();
    String name = (operation.isEmpty() ? lastWord(before) : operation).toLowerCase(Locale.ROOT);
    if (read instanceof Map<?, ?> command && !command.isEmpty()) {
      String first = String.valueOf(command.keySet().iterator().next());
      boolean named = name.isEmpty() || first.equalsIgnoreCase(name);
      MongoCommand reading = new MongoCommand(named ? text(command.get(first)) : null);
      reading.command(named ? first.toLowerCase(Locale.ROOT) : name, command);
      return reading.effects;
    }
    MongoCommand reading = new MongoCommand(null);
    if (read instanceof List<?> statements) {
      reading.statements(name, statements);
    } else if (WRITES.contains(name)) {
      reading.unknown(kind(name));
    }
    return reading.effects;
  }

  /** Where the JSON begins; -1 if there is none. */
  private static int start(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '[') {
        return i;
      }
    }
    return -1;
  }

  private static String lastWord(String text) {
    String[] words = text.split("[\\s.]+", -1);
    return words[words.length - 1];
  }

  private static Kind kind(String name) {
    return switch (name) {
      case "insert" -> Kind.INSERT;
      case "delete" -> Kind.DELETE;
      default -> Kind.UPDATE;
    };
  }

  private void command(String name, Map<?, ?> command) {
    switch (name) {
      case "find" -> read(command.containsKey("find") ? command.get("filter") : command);
      case "insert" -> {
        Object documents = command.get("documents");
        insertAll(
            documents == null && !command.containsKey("insert") ? List.of(command) : documents);
      }
      case "update" -> {
        Object updates = command.get("updates");
        updateAll(updates == null && command.containsKey("q") ? List.of(command) : updates);
      }
      case "delete" -> {
        Object deletes = command.get("deletes");
        deleteAll(deletes == null && command.containsKey("q") ? List.of(command) : deletes);
      }
      case "findandmodify" -> {
        Object query = command.get("query");
        if (text(command.get("remove")) != null && !"false".equals(text(command.get("remove")))) {
          change(Kind.DELETE, query, null, false);
        } else if (!command.containsKey("update") && !command.containsKey("query")) {
          unknown(Kind.UPDATE);
        } else {
          change(Kind.UPDATE, query, command.get("update"), isTrue(command.get("upsert")));
        }
      }
      case "bulkwrite" -> bulk(command);
      case "aggregate" -> aggregate(command.get("pipeline"));
      default -> {
        if (WRITES.contains(name)) {
          unknown(kind(name));
        }
      }
    }
  }

  private void statements(String name, List<?> statements) {
    switch (name) {
      case "insert" -> insertAll(statements);
      case "update" -> updateAll(statements);
      case "delete" -> deleteAll(statements);
      case "aggregate" -> aggregate(statements);
      default -> {
        if (WRITES.contains(name)) {
          unknown(kind(name));
        }
      }
    }
  }

  private void insertAll(@Nullable Object documents) {
    if (!(documents instanceof List<?> list) || list.isEmpty()) {
      unknown(Kind.INSERT);
      return;
    }
    for (Object document : list) {
      insert(collection, document);
    }
  }

  private void insert(@Nullable String into, @Nullable Object document) {
    Map<?, ?> fields = document instanceof Map<?, ?> map ? map : Map.of();
    Object id = fields.get("_id");
    Map<String, String> set = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          if (!"_id".equals(name)) {
            set.put(String.valueOf(name), seen(value));
          }
        });
    effects.add(
        new DocumentEffect(
            Kind.INSERT, into, key(id), id != null, Map.of(), Set.of(), set, Map.of(), false));
  }

  private void updateAll(@Nullable Object updates) {
    if (!(updates instanceof List<?> list) || list.isEmpty()) {
      unknown(Kind.UPDATE);
      return;
    }
    for (Object update : list) {
      if (update instanceof Map<?, ?> one) {
        change(Kind.UPDATE, one.get("q"), one.get("u"), isTrue(one.get("upsert")));
      } else {
        unknown(Kind.UPDATE);
      }
    }
  }

  private void deleteAll(@Nullable Object deletes) {
    if (!(deletes instanceof List<?> list) || list.isEmpty()) {
      unknown(Kind.DELETE);
      return;
    }
    for (Object delete : list) {
      change(Kind.DELETE, delete instanceof Map<?, ?> one ? one.get("q") : null, null, false);
    }
  }

  private void bulk(Map<?, ?> command) {
    if (!(command.get("ops") instanceof List<?> ops)) {
      unknown(Kind.UPDATE);
      return;
    }
    for (Object op : ops) {
      Map<?, ?> one = op instanceof Map<?, ?> map ? map : Map.of();
      if (one.containsKey("insert")) {
        insert(namespace(command, one.get("insert")), one.get("document"));
      } else if (one.containsKey("update")) {
        MongoCommand in = new MongoCommand(namespace(command, one.get("update")));
        in.change(Kind.UPDATE, one.get("filter"), one.get("updateMods"), isTrue(one.get("upsert")));
        effects.addAll(in.effects);
      } else if (one.containsKey("delete")) {
        MongoCommand in = new MongoCommand(namespace(command, one.get("delete")));
        in.change(Kind.DELETE, one.get("filter"), null, false);
        effects.addAll(in.effects);
      } else {
        unknown(Kind.UPDATE);
      }
    }
  }

  private static @Nullable String namespace(Map<?, ?> command, @Nullable Object index) {
    String number = text(index);
    if (command.get("nsInfo") instanceof List<?> all
        && number != null
        && number.matches("\\d{1,4}")
        && Integer.parseInt(number) < all.size()
        && all.get(Integer.parseInt(number)) instanceof Map<?, ?> info) {
      String namespace = text(info.get("ns"));
      return namespace == null ? null : namespace.substring(namespace.indexOf('.') + 1);
    }
    return null;
  }

  private void aggregate(@Nullable Object pipeline) {
    if (!(pipeline instanceof List<?> stages) || stages.isEmpty()) {
      return;
    }
    if (stages.get(0) instanceof Map<?, ?> first && first.containsKey("$match")) {
      read(first.get("$match"));
    }
    if (stages.get(stages.size() - 1) instanceof Map<?, ?> last
        && (last.containsKey("$out") || last.containsKey("$merge"))) {
      unknown(Kind.UPDATE);
    }
  }

  private void read(@Nullable Object filter) {
    change(Kind.READ, filter, null, false);
  }

  private void change(Kind kind, @Nullable Object filter, @Nullable Object update, boolean upsert) {
    Map<?, ?> conditions = filter instanceof Map<?, ?> map ? map : Map.of();
    Map<String, String> equal = new LinkedHashMap<>();
    Set<String> compared = new HashSet<>();
    List<Object> ids = new ArrayList<>();
    if (!conditions(conditions, ids, equal, compared)) {
      ids.clear();
    }
    Map<String, String> set = new LinkedHashMap<>();
    Map<String, String> changed = new LinkedHashMap<>();
    boolean computed = update instanceof List<?>;
    Kind does = kind;
    if (update instanceof Map<?, ?> document) {
      boolean onlyOnInsert = assignments(document, upsert, set, changed);
      does = onlyOnInsert ? Kind.INSERT_IF_ABSENT : kind;
    }
    // Nothing that was changed is to be seen: then nobody knows what it was.
    boolean nothingSeen = update != null && set.isEmpty() && changed.isEmpty() && !computed;
    boolean masked = !(filter instanceof Map) || ids.stream().anyMatch(id -> key(id) == null);
    if (ids.isEmpty()) {
      effects.add(
          new DocumentEffect(
              does,
              collection,
              null,
              masked || nothingSeen,
              equal,
              compared,
              set,
              changed,
              computed));
    }
    for (Object id : ids) {
      effects.add(
          new DocumentEffect(
              does,
              collection,
              nothingSeen && does == Kind.UPDATE ? null : key(id),
              masked || nothingSeen,
              equal,
              compared,
              set,
              changed,
              computed));
    }
  }

  /**
   * Takes the conditions of a filter apart, all of which must hold.
   *
   * @param ids takes the keys that the filter allows
   * @return false if the keys are of no use, because other conditions stand beside them by OR
   */
  private static boolean conditions(
      Map<?, ?> filter, List<Object> ids, Map<String, String> equal, Set<String> compared) {
    boolean useful = true;
    for (Map.Entry<?, ?> condition : filter.entrySet()) {
      String field = String.valueOf(condition.getKey());
      Object value = condition.getValue();
      if (field.equals("$and") && value instanceof List<?> all) {
        for (Object one : all) {
          useful &= one instanceof Map<?, ?> map && conditions(map, ids, equal, compared);
        }
      } else if (field.equals("_id")) {
        if (!ids.isEmpty()) {
          return false;
        }
        ids.addAll(allowed(value));
      } else if (!field.startsWith("$")) {
        List<Object> values = allowed(value);
        if (values.size() == 1) {
          equal.put(field, seen(values.get(0)));
        } else {
          compared.add(field);
        }
      }
    }
    return useful;
  }

  /** The values that a condition allows; empty if they can't be listed. */
  private static List<Object> allowed(@Nullable Object value) {
    if (value instanceof Map<?, ?> operators && isOperators(operators)) {
      Object one = operators.get("$eq");
      if (operators.size() == 1 && one != null) {
        return List.of(one);
      }
      if (operators.size() == 1 && operators.get("$in") instanceof List<?> several) {
        return new ArrayList<>(several);
      }
      return List.of();
    }
    return value == null ? List.of() : List.of(value);
  }

  private static boolean isOperators(Map<?, ?> map) {
    for (Object name : map.keySet()) {
      String operator = String.valueOf(name);
      if (operator.startsWith("$") && !TYPED.contains(operator)) {
        return true;
      }
    }
    return false;
  }

  /**
   * @return whether the update only has an effect where there is no document yet
   */
  private static boolean assignments(
      Map<?, ?> update, boolean upsert, Map<String, String> set, Map<String, String> changed) {
    boolean operators =
        update.keySet().stream().anyMatch(name -> String.valueOf(name).startsWith("$"));
    if (!operators) {
      // A whole document in place of the old one.
      update.forEach((name, value) -> put(set, String.valueOf(name), seen(value), changed));
      set.remove("_id");
      return false;
    }
    Map<String, String> onInsert = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : update.entrySet()) {
      String operator = String.valueOf(entry.getKey());
      Map<?, ?> fields = entry.getValue() instanceof Map<?, ?> map ? map : Map.of();
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        String name = String.valueOf(field.getKey());
        if (SETS.contains(operator)) {
          put(set, name, operator.equals("$set") ? seen(field.getValue()) : "", changed);
          if (operator.equals("$rename")) {
            put(set, seen(field.getValue()), "", changed);
          }
        } else if (CHANGES.contains(operator)) {
          changed.put(pattern(name), operator.equals("$inc") ? seen(field.getValue()) : "");
        } else if (operator.equals("$setOnInsert")) {
          put(onInsert, name, seen(field.getValue()), changed);
        } else {
          changed.put(pattern(name), "");
        }
      }
    }
    boolean onlyOnInsert = upsert && set.isEmpty() && changed.isEmpty() && !onInsert.isEmpty();
    if (onlyOnInsert) {
      set.putAll(onInsert);
    }
    return onlyOnInsert;
  }

  /** Fields with a number in their path are parts of a list or a map, and each its own. */
  private static void put(
      Map<String, String> set, String field, String value, Map<String, String> changed) {
    if (field.isEmpty()) {
      return;
    }
    String pattern = pattern(field);
    if (pattern.equals(field)) {
      set.put(field, value);
    } else {
      changed.put(pattern, "");
    }
  }

  private static String pattern(String path) {
    return path.indexOf('.') < 0 ? path : VARYING_STEP.matcher(path).replaceAll("$1{}");
  }

  private void unknown(Kind kind) {
    effects.add(
        new DocumentEffect(
            kind, collection, null, true, Map.of(), Set.of(), Map.of(), Map.of(), false));
  }

  private static boolean isTrue(@Nullable Object value) {
    return "true".equalsIgnoreCase(text(value));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof Scalar scalar && !MASK.matcher(scalar.text()).matches()
        ? scalar.text()
        : null;
  }

  private static String seen(@Nullable Object value) {
    String key = value instanceof Map<?, ?> map && map.size() != 1 ? null : key(value);
    return key == null ? DocumentEffect.UNSEEN : key;
  }

  /** A key as text: two that are unequal in the store are unequal here; null if it is hidden. */
  private static @Nullable String key(@Nullable Object value) {
    if (value instanceof Scalar scalar) {
      if (MASK.matcher(scalar.text()).matches()) {
        return null;
      }
      boolean ambiguous = scalar.quoted() && LOOKS_TYPED.matcher(scalar.text()).matches();
      return ambiguous ? "\"" + scalar.text() + "\"" : scalar.text();
    }
    if (value instanceof Map<?, ?> map) {
      if (map.size() == 1) {
        Map.Entry<?, ?> only = map.entrySet().iterator().next();
        if (TYPED.contains(String.valueOf(only.getKey()))) {
          return text(only.getValue());
        }
      }
      StringBuilder key = new StringBuilder("{");
      for (Map.Entry<?, ?> part : map.entrySet()) {
        String inner = key(part.getValue());
        if (inner == null || String.valueOf(part.getKey()).startsWith("$")) {
          return null;
        }
        key.append(key.length() == 1 ? "" : ",")
            .append(quoted(String.valueOf(part.getKey())))
            .append(':')
            .append(
                part.getValue() instanceof Scalar scalar && scalar.quoted()
                    ? quoted(scalar.text())
                    : inner);
      }
      return key.append('}').toString();
    }
    return null;
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
