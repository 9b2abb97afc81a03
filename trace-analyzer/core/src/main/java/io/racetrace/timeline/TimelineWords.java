package io.racetrace.timeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of one line. What stands in quotes is never a word of the notation. */
final class TimelineWords {

  private static final Pattern WORD =
      Pattern.compile(
          "([^\\s=\"']+=)?(?:\"((?:[^\"]|\"\")*)\"|'((?:[^']|'')*)')|([^\\s=\"']+=)(\\S*)|(\\S+)");

  private static final Pattern BARE = Pattern.compile("[^\\s=\"']+");

  private final Deque<Word> words = new ArrayDeque<>();

  /**
   * @param name of {@code name=value}; empty if it is another word
   */
  private record Word(String name, String text, boolean quoted) {}

  TimelineWords(String line) {
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(word(matcher));
    }
  }

  private static Word word(Matcher matcher) {
    String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(4);
    String text;
    if (matcher.group(2) != null) {
      text = matcher.group(2).replace("\"\"", "\"");
    } else if (matcher.group(3) != null) {
      text = matcher.group(3).replace("''", "'");
    } else {
      text = matcher.group(5) != null ? matcher.group(5) : matcher.group(6);
    }
    return new Word(
        name == null ? "" : name.substring(0, name.length() - 1),
        text,
        matcher.group(2) != null || matcher.group(3) != null);
  }

  boolean isEmpty() {
    return words.isEmpty();
  }

  /** The next word, whatever it is. */
  String next() {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("the line ends too early");
    }
    Word word = words.removeFirst();
    return word.name().isEmpty() ? word.text() : word.name() + "=" + word.text();
  }

  /** Takes the next word if it is this one. */
  boolean take(String word) {
    Word first = words.peekFirst();
    boolean is =
        first != null && !first.quoted() && first.name().isEmpty() && first.text().equals(word);
    if (is) {
      words.removeFirst();
    }
    return is;
  }

  /** Whether the next word stands in quotes. */
  boolean isQuoted() {
    Word first = words.peekFirst();
    return first != null && first.quoted();
  }

  double number() {
    return Double.parseDouble(next());
  }

  /** All of {@code name=value} that come next; at least one. */
  Map<String, String> attributes() {
    Map<String, String> attributes = new TreeMap<>();
    Word word = words.peekFirst();
    while (word != null && !word.name().isEmpty()) {
      attributes.put(word.name(), word.text());
      words.removeFirst();
      word = words.peekFirst();
    }
    if (attributes.isEmpty()) {
      throw new IllegalArgumentException("name=value is missing");
    }
    return attributes;
  }

  void end() {
    if (!words.isEmpty()) {
      throw new IllegalArgumentException("what is '" + next() + "'?");
    }
  }

  /** As it is if that reads back as one word, else in quotes. */
  static String bare(String text) {
    return BARE.matcher(text).matches() ? text : quoted(text);
  }

  /** In quotes: in double ones unless the text has such itself. */
  static String quoted(String text) {
    return text.contains("\"") && !text.contains("'")
        ? "'" + text + "'"
        : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  /** In single quotes unless the text has such itself. */
  static String singleQuoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
