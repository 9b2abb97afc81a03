package io.racetrace.access.touch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that an instrumentation wrote into one attribute.
 *
 * @param positional in the order of the placeholders; null where the value is NULL or can't be told
 * @param named by the placeholders' names; without those that are NULL or can't be told
 */
record ParameterList(List<@Nullable String> positional, Map<String, String> named) {

  // Longer lists are bulk loads, and their records can't be named one by one anyway.
  private static final int LONGEST = 64 * 1024;

  /**
   * The text of a Python tuple, list or dictionary: {@code ('42', 17, None)}, {@code {'id': 17}}.
   * Objects other than texts, numbers and those that wrap one are values that can't be told.
   *
   * @return null if it is anything else, or cut off
   */
  static @Nullable ParameterList python(String text) {
    return text.length() > LONGEST ? null : new PythonLiteral(text).parameters();
  }

  /**
   * A JSON array, as sources write attributes that are arrays.
   *
   * @return null if it is anything else, or cut off
   */
  static @Nullable ParameterList array(String text) {
    if (text.length() > LONGEST) {
      return null;
    }
    List<@Nullable String> values = new JsonTexts(text).values();
    if (values == null) {
      return null;
    }
    values.replaceAll(value -> value == null || isPrintedObject(value) ? null : value);
    return new ParameterList(values, Map.of());
  }

  /**
   * Values between brackets, neither quoted nor escaped: {@code (42,ord-17)}. A value with a comma
   * of its own makes the list longer than the statement has placeholders, never a shift of the same
   * length.
   *
   * @return null if it is anything else, cut off, or if it may be more than one set of values
   */
  static @Nullable ParameterList unquoted(String text) {
    boolean oneSet =
        text.length() <= LONGEST
            && text.length() >= 2
            && text.indexOf('(') == 0
            && text.indexOf(')') == text.length() - 1
            && text.lastIndexOf('(') == 0;
    if (!oneSet) {
      return null;
    }
    List<@Nullable String> values = new ArrayList<>();
    if (text.length() > 2) {
      for (String value : text.substring(1, text.length() - 1).split(",", -1)) {
        values.add(isPrintedObject(value) ? null : value);
      }
    }
    return new ParameterList(values, Map.of());
  }

  /** What JavaScript, Go and Java print for NULL, for an address, for anything that is no text. */
  private static boolean isPrintedObject(String value) {
    return value.isEmpty()
        || value.equals("null")
        || value.equals("NULL")
        || value.equals("undefined")
        || value.equals("<nil>")
        || value.startsWith("0xc")
        || value.startsWith("{")
        || value.startsWith("[")
        || value.startsWith("&")
        || value.startsWith("map[");
  }

  /** Reads what Python's {@code repr} writes. */
  private static final class PythonLiteral {

    private static final int DEEPEST = 32;

    private final String text;
    private int at;
    private boolean broken;

    PythonLiteral(String text) {
      this.text = text;
    }

    @Nullable ParameterList parameters() {
      List<@Nullable String> positional = new ArrayList<>();
      Map<String, String> named = new HashMap<>();
      skipSpace();
      if (take('{')) {
        dictionary(named);
      } else if (take('(')) {
        sequence(')', positional);
      } else if (take('[')) {
        sequence(']', positional);
      } else {
        return null;
      }
      skipSpace();
      return broken || at < text.length() ? null : new ParameterList(positional, named);
    }

    private void sequence(char close, List<@Nullable String> values) {
      skipSpace();
      while (!broken && !take(close)) {
        values.add(value());
        separator(close);
      }
    }

    private void dictionary(Map<String, String> values) {
      skipSpace();
      while (!broken && !take('}')) {
        String name = value();
        skipSpace();
        if (!take(':')) {
          broken = true;
          return;
        }
        skipSpace();
        String value = value();
        if (name != null && value != null) {
          values.put(name, value);
        }
        separator('}');
      }
    }

    private void separator(char close) {
      skipSpace();
      if (!take(',') && peek() != close) {
        broken = true;
      }
      skipSpace();
    }

    private @Nullable String value() {
      char first = peek();
      if (first == '\'' || first == '"') {
        return quoted();
      }
      if (first == '(' || first == '[' || first == '{') {
        skipNested(0);
        return null;
      }
      int start = at;
      while (isWord(peek())) {
        at++;
      }
      String word = text.substring(start, at);
      char next = peek();
      if (next == '\'' || next == '"') {
        // b'..': bytes, whose text nobody knows.
        quoted();
        return null;
      }
      if (next == '(') {
        return wrapped(word);
      }
      if (word.isEmpty()) {
        broken = true;
        return null;
      }
      return switch (word) {
        case "True" -> "true";
        case "False" -> "false";
        default -> isNumber(word) ? word : null;
      };
    }

    /** {@code Decimal('10.50')} and {@code UUID('..')} are what they wrap; others can't be told. */
    private @Nullable String wrapped(String name) {
      int open = at;
      if (name.equals("Decimal") || name.equals("UUID")) {
        at++;
        String value = peek() == '\'' ? quoted() : null;
        if (value != null && take(')')) {
          return value;
        }
        at = open;
      }
      skipNested(0);
      return null;
    }

    private void skipNested(int depth) {
      if (depth > DEEPEST) {
        broken = true;
      }
      at++;
      while (!broken) {
        char c = peek();
        switch (c) {
          case '\0' -> broken = true;
          case '\'', '"' -> quoted();
          case '(', '[', '{' -> skipNested(depth + 1);
          case ')', ']', '}' -> {
            at++;
            return;
          }
          default -> at++;
        }
      }
    }

    private @Nullable String quoted() {
      char quote = text.charAt(at++);
      StringBuilder value = new StringBuilder();
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == quote) {
          return value.toString();
        }
        if (c != '\\') {
          value.append(c);
        } else if (!escape(value)) {
          break;
        }
      }
      broken = true;
      return null;
    }

    private boolean escape(StringBuilder value) {
      if (at >= text.length()) {
        return false;
      }
      char c = text.charAt(at++);
      switch (c) {
        case 'n' -> value.append('\n');
        case 't' -> value.append('\t');
        case 'r' -> value.append('\r');
        case '\\', '\'', '"' -> value.append(c);
        case 'x' -> {
          return codePoint(2, value);
        }
        case 'u' -> {
          return codePoint(4, value);
        }
        case 'U' -> {
          return codePoint(8, value);
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean codePoint(int digits, StringBuilder value) {
      int code = hexadecimal(text, at, digits);
      if (code < 0 || !Character.isValidCodePoint(code)) {
        return false;
      }
      at += digits;
      value.appendCodePoint(code);
      return true;
    }

    private static boolean isNumber(String word) {
      boolean digit = false;
      for (int i = 0; i < word.length(); i++) {
        char c = word.charAt(i);
        if (c >= '0' && c <= '9') {
          digit = true;
        } else if (c != '.' && !(c == '-' && i == 0)) {
          return false;
        }
      }
      return digit;
    }

    private static boolean isWord(char c) {
      return c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || c >= '0' && c <= '9'
          || c == '_'
          || c == '.'
          || c == '+'
          || c == '-';
    }

    private void skipSpace() {
      while (peek() == ' ') {
        at++;
      }
    }

    private boolean take(char c) {
      if (peek() != c) {
        return false;
      }
      at++;
      return true;
    }

    private char peek() {
      return at < text.length() ? text.charAt(at) : '\0';
    }
  }

  /** Reads an array of texts, numbers, booleans and nulls. */
  private static final class JsonTexts {

    private final String text;
    private int at;

    JsonTexts(String text) {
      this.text = text;
    }

    @Nullable List<@Nullable String> values() {
      List<@Nullable String> values = new ArrayList<>();
      if (!take('[')) {
        return null;
      }
      if (!take(']')) {
        do {
          if (!value(values)) {
            return null;
          }
        } while (take(','));
        if (!take(']')) {
          return null;
        }
      }
      skipSpace();
      return at == text.length() ? values : null;
    }

    private boolean value(List<@Nullable String> values) {
      skipSpace();
      if (at < text.length() && text.charAt(at) == '"') {
        return quoted(values);
      }
      int start = at;
      while (at < text.length() && ",] \n\r\t\"[{".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(start, at);
      values.add(word.equals("null") ? null : word);
      return !word.isEmpty();
    }

    private boolean quoted(List<@Nullable String> values) {
      StringBuilder value = new StringBuilder();
      at++;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          values.add(value.toString());
          return true;
        }
        if (c != '\\') {
          value.append(c);
        } else if (!escape(value)) {
          return false;
        }
      }
      return false;
    }

    private boolean escape(StringBuilder value) {
      if (at >= text.length()) {
        return false;
      }
      char c = text.charAt(at++);
      int plain = "\"\\/bfnrt".indexOf(c);
      if (plain >= 0) {
        value.append("\"\\/\b\f\n\r\t".charAt(plain));
        return true;
      }
      int code = c == 'u' ? hexadecimal(text, at, 4) : -1;
      if (code < 0) {
        return false;
      }
      at += 4;
      value.append((char) code);
      return true;
    }

    private boolean take(char c) {
      skipSpace();
      if (at >= text.length() || text.charAt(at) != c) {
        return false;
      }
      at++;
      return true;
    }

    private void skipSpace() {
      while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }
  }

  private static int hexadecimal(String text, int start, int digits) {
    if (start + digits > text.length()) {
      return -1;
    }
    int code = 0;
    for (int i = start; i < start + digits; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0 || code > 0xFFFFFF) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }
}
