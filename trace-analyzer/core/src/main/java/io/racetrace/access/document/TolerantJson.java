package io.racetrace.access.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON, and what drivers write in its place: single quotes, names without quotes, {@code
 * ObjectId('...')}, {@code True} and {@code None}. Gives maps, lists and {@link Scalar}s.
 */
final class TolerantJson {

  private static final int DEEPEST = 60;
  private static final int MOST_VALUES = 100_000;

  private final String text;
  private int at;
  private int values;

  /**
   * A value without parts.
   *
   * @param quoted whether it is a text and no number or word
   */
  record Scalar(String text, boolean quoted) {}

  private static final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1;

    Malformed() {
      super("not JSON", null, false, false);
    }
  }

  private TolerantJson(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /** The value that begins here and ends with the text; null if there is none. Never fails. */
  static @Nullable Object read(String text, int from) {
    TolerantJson reader = new TolerantJson(text, from);
    try {
      Object value = reader.value(0);
      reader.blanks();
      return reader.at == text.length() ? value : null;
    } catch (Malformed e) {
      return null;
    }
  }

  private Object value(int depth) {
    if (depth > DEEPEST || ++values > MOST_VALUES) {
      throw new Malformed();
    }
    blanks();
    char c = peek();
    if (c == '{') {
      return map(depth);
    }
    if (c == '[' || c == '(') {
      return list(depth, c == '[' ? ']' : ')');
    }
    if (c == '"' || c == '\'') {
      return new Scalar(quoted(), true);
    }
    String word = word();
    blanks();
    if (at < text.length() && text.charAt(at) == '(') {
      List<Object> arguments = list(depth, ')');
      String first =
          arguments.size() == 1 && arguments.get(0) instanceof Scalar scalar ? scalar.text() : "";
      // What a constructor was given says which value it is, if it is one value.
      return new Scalar(first.isEmpty() ? "?" : first, false);
    }
    return new Scalar(word, false);
  }

  private Map<String, Object> map(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    at++;
    blanks();
    while (peek() != '}') {
      String name = peek() == '"' || peek() == '\'' ? quoted() : word();
      blanks();
      expect(':');
      if (map.put(name, value(depth + 1)) != null) {
        throw new Malformed();
      }
      blanks();
      if (peek() != '}') {
        expect(',');
        blanks();
      }
    }
    at++;
    return map;
  }

  private List<Object> list(int depth, char end) {
    List<Object> list = new ArrayList<>();
    at++;
    blanks();
    while (peek() != end) {
      list.add(value(depth + 1));
      blanks();
      if (peek() != end) {
        expect(',');
        blanks();
      }
    }
    at++;
    return list;
  }

  private String quoted() {
    char quote = text.charAt(at++);
    StringBuilder content = new StringBuilder();
    while (peek() != quote) {
      char c = text.charAt(at++);
      if (c != '\\') {
        content.append(c);
        continue;
      }
      char escaped = peek();
      at++;
      switch (escaped) {
        case 'n' -> content.append('\n');
        case 't' -> content.append('\t');
        case 'r' -> content.append('\r');
        case 'b' -> content.append('\b');
        case 'f' -> content.append('\f');
        case 'u' -> {
          if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
            throw new Malformed();
          }
          content.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
          at += 4;
        }
        default -> content.append(escaped);
      }
    }
    at++;
    return content.toString();
  }

  private String word() {
    int from = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      throw new Malformed();
    }
    return text.substring(from, at);
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || "_$.+-?*".indexOf(c) >= 0;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw new Malformed();
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw new Malformed();
    }
    return text.charAt(at);
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
