package io.racetrace.access.touch;

import io.racetrace.trace.Span;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values that one SQL statement was executed with, from any of the attributes in which today's
 * instrumentations record them:
 *
 * <ul>
 *   <li>{@code db.query.parameter.0}, {@code .id}, {@code .@id}: the conventions, the Java agent,
 *       .NET
 *   <li>{@code db.statement.parameters}: Python; the text of a tuple, a list or a dictionary
 *   <li>{@code db.postgresql.values}, {@code pgx.query.parameters}: Node and Go; an array of texts
 *   <li>{@code jdbc.params[0]}, {@code r2dbc.params[0]}: Micrometer; {@code (42,ord-17)}, unquoted
 * </ul>
 *
 * <p>A value that can't be told with certainty is told as not recorded: NULL, a batch's values, an
 * object's address, a list that was cut off, one whose commas may be a value's own.
 */
final class BindParameters {

  private static final String PARAMETER = "db.query.parameter.";
  private static final int MOST_PARAMETERS = 65_535;

  private static final List<String> PYTHON = List.of("db.statement.parameters");
  private static final List<String> ARRAYS =
      List.of("db.postgresql.values", "pgx.query.parameters");
  private static final List<String> UNQUOTED = List.of("jdbc.params[0]", "r2dbc.params[0]");
  // A second statement or a second set of values: a batch.
  private static final List<String> OF_A_BATCH =
      List.of("jdbc.query[1]", "r2dbc.query[1]", "jdbc.params[1]", "r2dbc.params[1]");
  private static final List<String> ROWS_AFFECTED =
      List.of("pgx.rows_affected", "jdbc.row-affected", "db.rows_affected");
  private static final Set<String> READ = read();

  private static final BindParameters NONE = new BindParameters(false, false, Map.of(), Map.of());

  private final boolean recorded;
  private final boolean fits;
  private final Map<Integer, String> byPosition;
  private final Map<String, String> byName;

  private BindParameters(
      boolean recorded, boolean fits, Map<Integer, String> byPosition, Map<String, String> byName) {
    this.recorded = recorded;
    this.fits = fits;
    this.byPosition = byPosition;
    this.byName = byName;
  }

  static boolean uses(String attribute) {
    return attribute.startsWith(PARAMETER) || READ.contains(attribute);
  }

  /**
   * What the span tells of the parameters of its statement.
   *
   * @param placeholders how many positional placeholders the statement has. Values by position are
   *     only told where just as many were recorded: a sanitiser that turned literals into
   *     placeholders, or a list of values that it folded into one, shifts the positions.
   */
  static BindParameters of(Span span, int placeholders) {
    for (String attribute : OF_A_BATCH) {
      if (span.attribute(attribute) != null) {
        return new BindParameters(true, false, Map.of(), Map.of());
      }
    }
    for (String attribute : PYTHON) {
      String text = span.attribute(attribute);
      if (text != null) {
        return of(ParameterList.python(text), placeholders);
      }
    }
    for (String attribute : ARRAYS) {
      String text = span.attribute(attribute);
      if (text != null) {
        return of(ParameterList.array(text), placeholders);
      }
    }
    for (String attribute : UNQUOTED) {
      String text = span.attribute(attribute);
      if (text != null) {
        return of(ParameterList.unquoted(text), placeholders);
      }
    }
    return oneByOne(span, placeholders);
  }

  /** How many rows the statement changed; null where that is not recorded, or for a batch. */
  static @Nullable Long rowsAffected(Span span) {
    for (String attribute : ROWS_AFFECTED) {
      String text = span.attribute(attribute);
      if (text != null) {
        return isNumber(text, 18) ? Long.valueOf(text) : null;
      }
    }
    return null;
  }

  /** Whether the span carries parameters at all, readable or not. */
  boolean recorded() {
    return recorded;
  }

  /** Whether as many values were recorded as the statement has positional placeholders. */
  boolean fits() {
    return fits;
  }

  /** The value of a placeholder; null where it was NULL or is not known. */
  @Nullable String at(int position) {
    return fits ? byPosition.get(position) : null;
  }

  /**
   * The value of a named placeholder; null where it was NULL or is not known.
   *
   * @param name with or without the sign that marks it in the statement
   */
  @Nullable String named(String name) {
    return byName.get(withoutSign(name));
  }

  private static BindParameters of(@Nullable ParameterList list, int placeholders) {
    if (list == null) {
      return new BindParameters(true, false, Map.of(), Map.of());
    }
    Map<Integer, String> byPosition = new HashMap<>();
    for (int i = 0; i < list.positional().size(); i++) {
      String value = list.positional().get(i);
      if (value != null) {
        byPosition.put(i, value);
      }
    }
    return new BindParameters(
        true, list.positional().size() == placeholders, byPosition, list.named());
  }

  private static BindParameters oneByOne(Span span, int placeholders) {
    Map<Integer, String> byPosition = new HashMap<>();
    Map<String, String> byName = new HashMap<>();
    Set<String> contradicted = new HashSet<>();
    int last = -1;
    for (Map.Entry<String, String> attribute : span.attributes().entrySet()) {
      if (!attribute.getKey().startsWith(PARAMETER)) {
        continue;
      }
      String key = attribute.getKey().substring(PARAMETER.length());
      if (isNumber(key, 5) && Integer.parseInt(key) < MOST_PARAMETERS) {
        int position = Integer.parseInt(key);
        byPosition.put(position, attribute.getValue());
        last = Math.max(last, position);
      } else {
        String before = byName.put(withoutSign(key), attribute.getValue());
        if (before != null && !before.equals(attribute.getValue())) {
          contradicted.add(withoutSign(key));
        }
      }
    }
    byName.keySet().removeAll(contradicted);
    if (byPosition.isEmpty() && byName.isEmpty() && contradicted.isEmpty()) {
      return placeholders == 0 ? new BindParameters(false, true, Map.of(), Map.of()) : NONE;
    }
    // A NULL leaves a gap in the numbering, so only the last position can tell how many they were.
    return new BindParameters(true, last + 1 == placeholders, byPosition, byName);
  }

  private static String withoutSign(String name) {
    if (name.startsWith("%(") && name.endsWith(")s")) {
      return name.substring(2, name.length() - 2);
    }
    return !name.isEmpty() && "@:$".indexOf(name.charAt(0)) >= 0 ? name.substring(1) : name;
  }

  private static boolean isNumber(String text, int longest) {
    if (text.isEmpty() || text.length() > longest) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static Set<String> read() {
    Set<String> read = new HashSet<>();
    List.of(PYTHON, ARRAYS, UNQUOTED, OF_A_BATCH, ROWS_AFFECTED).forEach(read::addAll);
    return Set.copyOf(read);
  }
}
