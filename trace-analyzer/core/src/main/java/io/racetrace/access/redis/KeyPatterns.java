package io.racetrace.access.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what in keys is the kind of record, and what is which one: {@code user:42:balance} is
 * {@code user:{}:balance} and {@code 42}.
 *
 * <p>Numbers, ids and the like vary. So does a part that has many different values among keys that
 * begin alike, which only the whole input tells: all keys go into a tree, and a node with too many
 * children becomes one that stands for them all. What grows out of that does not depend on the
 * order, for a union of sets does not; and the tree can't outgrow the bounds on its width and
 * depth.
 */
public final class KeyPatterns {

  private static final String VARIES = "{}";
  private static final String SEPARATORS = ":/|";

  /** How many different values a part may have before it counts as variable, by its place. */
  private static final int[] MOST_CHILDREN = {128, 24, 24, 8, 4, 4};

  private static final int LONGEST_WORD = 40;

  private static final Pattern DIGITS_ONLY = Pattern.compile("[-+0-9._TZ]*[0-9][-+0-9._TZ]*");
  private static final Pattern NUMBERED = Pattern.compile(".*[-_#]\\d+");
  private static final Pattern HEX =
      Pattern.compile("(?i)(0x)?(?=.*\\d)[0-9a-f]{8,}|[0-9a-f]{16,}");
  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern ULID = Pattern.compile("(?i)(?=.*\\d)[0-9a-hjkmnp-tv-z]{26}");
  private static final Pattern OPAQUE =
      Pattern.compile("(?=.*\\d)(?=.*[a-zA-Z])[A-Za-z0-9_-]{16,}");
  private static final Pattern HASH_TAG = Pattern.compile("\\{.*\\d.*}");
  private static final Pattern UNLIKE_A_NAME =
      Pattern.compile(".*[@=,\\s%+&?\"'\\\\].*", Pattern.DOTALL);

  private final Map<Integer, Node> roots = new HashMap<>();

  /** A part of a key, with the separator before it. */
  private record Part(String separator, String text) {

    boolean varies() {
      return KeyPatterns.varies(text);
    }
  }

  private static final class Node {

    private final Map<String, Node> children = new HashMap<>();

    /** All children as one, once there are too many. */
    private @Nullable Node any;

    private Node child(String name, int depth) {
      if (any != null) {
        return any;
      }
      Node child = children.computeIfAbsent(name, key -> new Node());
      if (children.size() <= MOST_CHILDREN[depth]) {
        return child;
      }
      Node all = new Node();
      any = all;
      List<Node> parts = List.copyOf(children.values());
      children.clear();
      parts.forEach(part -> all.absorb(part, depth + 1));
      return all;
    }

    private void absorb(Node other, int depth) {
      if (other.any != null) {
        if (any == null) {
          Node all = new Node();
          any = all;
          List<Node> parts = List.copyOf(children.values());
          children.clear();
          parts.forEach(part -> all.absorb(part, depth + 1));
        }
        any.absorb(other.any, depth + 1);
        return;
      }
      other.children.forEach((name, child) -> child(name, depth).absorb(child, depth + 1));
    }

    private @Nullable Node existing(String name) {
      return any != null ? any : children.get(name);
    }
  }

  /** Takes a key into account for the patterns of all keys. */
  public void learn(String key) {
    List<Part> parts = parts(key);
    Node at = roots.computeIfAbsent(Math.min(parts.size(), MOST_CHILDREN.length), n -> new Node());
    for (int i = 0; i < Math.min(parts.size(), MOST_CHILDREN.length); i++) {
      Part part = parts.get(i);
      // What varies by itself is one child of its own, whatever it is.
      at = at.child(part.separator() + (part.varies() ? VARIES : part.text()), i);
    }
  }

  /** Takes a field of such records into account. */
  public void learn(String type, String field) {
    Node fields = roots.computeIfAbsent(0, n -> new Node()).child(type, 0);
    fields.child(varies(field) ? VARIES : field, 1);
  }

  /** Whether fields of such records are rather names of records of their own. */
  public boolean varies(String type, String field) {
    Node root = roots.get(0);
    Node fields = root == null ? null : root.existing(type);
    return varies(field) || fields != null && fields.any != null;
  }

  /** The pattern of a key, by all that was learned. */
  public KeyPattern pattern(String key) {
    return pattern(key, parts(key), roots.get(Math.min(parts(key).size(), MOST_CHILDREN.length)));
  }

  /** The pattern of a key by itself, which no other key has an influence on. */
  public static KeyPattern patternAlone(String key) {
    return pattern(key, parts(key), null);
  }

  private static KeyPattern pattern(String key, List<Part> parts, @Nullable Node root) {
    StringBuilder type = new StringBuilder();
    List<String> values = new ArrayList<>();
    Node at = root;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      boolean beyond = i >= MOST_CHILDREN.length && root != null;
      boolean varies = part.varies() || beyond || at != null && at.any != null;
      type.append(part.separator()).append(varies ? VARIES : part.text());
      if (varies) {
        values.add(part.text());
      }
      at =
          at == null
              ? null
              : at.existing(part.separator() + (part.varies() ? VARIES : part.text()));
    }
    if (values.isEmpty()) {
      return new KeyPattern(type.toString(), key);
    }
    return new KeyPattern(type.toString(), values.size() == 1 ? values.get(0) : joined(values));
  }

  /** Joins texts so that they can be told apart again. */
  public static String joined(List<String> values) {
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      joined
          .append(i == 0 ? "" : ",")
          .append(values.get(i).replace("\\", "\\\\").replace(",", "\\,"));
    }
    return joined.toString();
  }

  /** Whether a text by itself looks like which one rather than like what kind. */
  static boolean varies(String text) {
    if (text.equals(VARIES) || text.length() > LONGEST_WORD) {
      return true;
    }
    return DIGITS_ONLY.matcher(text).matches()
        || UNLIKE_A_NAME.matcher(text).matches()
        || NUMBERED.matcher(text).matches()
        || HEX.matcher(text).matches()
        || UUID.matcher(text).matches()
        || ULID.matcher(text).matches()
        || OPAQUE.matcher(text).matches()
        || HASH_TAG.matcher(text).matches();
  }

  private static List<Part> parts(String key) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    String separator = "";
    for (int i = 0; i <= key.length(); i++) {
      if (i == key.length() || SEPARATORS.indexOf(key.charAt(i)) >= 0) {
        addDotted(separator, key.substring(from, i), parts);
        separator = i == key.length() ? "" : key.substring(i, i + 1);
        from = i + 1;
      }
    }
    return parts;
  }

  /** Splits at dots, unless the whole is one value, such as an address or a number. */
  private static void addDotted(String separator, String text, List<Part> parts) {
    int dot = text.indexOf('.');
    if (dot < 0 || UNLIKE_A_NAME.matcher(text).matches() || text.matches("[0-9.]+")) {
      parts.add(new Part(separator, text));
      return;
    }
    String before = separator;
    int from = 0;
    while (dot >= 0) {
      parts.add(new Part(before, text.substring(from, dot)));
      before = ".";
      from = dot + 1;
      dot = text.indexOf('.', from);
    }
    parts.add(new Part(before, text.substring(from)));
  }
}
